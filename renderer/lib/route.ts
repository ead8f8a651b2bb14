import { useMemo, useSyncExternalStore } from 'react';

export const pages = [
  'live',
  'approvals',
  'tools',
  'upstreams',
  'policy',
  'store',
  'clients',
  'settings',
] as const;
export type Page = (typeof pages)[number];

/** The page that a location hash names ("#/tools?tool=x"); Live when it names none. */
export function pageOf(hash: string): Page {
  const [path] = hash.split('?');
  return pages.find((page) => path === hrefOf(page)) ?? 'live';
}

/** A link to a page, with what it should show. What is undefined is left out. */
export function hrefOf(page: Page, shown: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(shown).filter((it): it is [string, string] => it[1] !== undefined);
  const query = new URLSearchParams(given).toString();
  return `#/${page}${query === '' ? '' : `?${query}`}`;
}

/** The page in the address bar, so that back, reload and links work. */
export function usePage(): Page {
  return useSyncExternalStore(subscribe, () => pageOf(window.location.hash));
}

/** What the address bar says the page should show. */
export function useShown(): URLSearchParams {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return useMemo(() => new URLSearchParams(hash.split('?').slice(1).join('?')), [hash]);
}

/** Changes what the page shows without a step in the history. */
export function showInstead(href: string): void {
  const before = window.location.href;
  window.history.replaceState(null, '', href);
  window.dispatchEvent(new HashChangeEvent('hashchange', { oldURL: before, newURL: window.location.href }));
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}
