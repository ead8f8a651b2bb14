import { useSyncExternalStore } from 'react';

export const pages = ['live', 'approvals', 'tools', 'store', 'clients', 'settings'] as const;
export type Page = (typeof pages)[number];

/** The page that a location hash names ("#/tools"); Live when it names none. */
export function pageOf(hash: string): Page {
  return pages.find((page) => hash === hrefOf(page)) ?? 'live';
}

export function hrefOf(page: Page): string {
  return `#/${page}`;
}

/** The page in the address bar, so that back, reload and links work. */
export function usePage(): Page {
  return useSyncExternalStore(subscribe, () => pageOf(window.location.hash));
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}
