import { errorPage } from '../pages/wall-pages.ts';
import { page, type Answer, type Visit } from '../visit.ts';
import type { StoreParts } from './store-parts.ts';

/** Whether a posted form carries the session's token. */
export function isTokenRight({ fields, session }: Visit, name = 'anti-csrftoken-a2z'): boolean {
  return fields.get(name) === session.csrf;
}

export function refusal({ view }: Visit): Answer {
  return page(
    errorPage(view, {
      title: view.texts.sorry,
      text: 'The form was not from this session. Go back and try again.',
    }),
    403,
  );
}

const busy = new WeakMap<Visit['session'], Promise<void>>();

/**
 * Changes of one session run one after another, each as long as the switch says.
 * With `dropsParallelChanges`, one that comes while another is at work is lost without a word.
 */
export async function changeOneAtATime(
  { session, view }: Visit,
  { clock }: StoreParts,
  apply: () => void,
): Promise<void> {
  const { cartChangeMs, dropsParallelChanges } = view.switches;
  const before = busy.get(session);
  if (before && dropsParallelChanges) return;
  const turn = (async (): Promise<void> => {
    await before;
    if (cartChangeMs > 0) await new Promise<void>((resolve) => void clock.after(cartChangeMs, resolve));
    apply();
  })();
  busy.set(session, turn);
  try {
    await turn;
  } finally {
    if (busy.get(session) === turn) busy.delete(session);
  }
}
