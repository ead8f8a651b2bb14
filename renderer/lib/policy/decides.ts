import type { ApiOutput } from '../../../contract/api.ts';

/** Whether a checked document can decide calls: one whose examples alone come out otherwise still can. */
export function decides({ problems }: ApiOutput<'policy.check'>): boolean {
  return problems.every(({ pointer }) => /^\/examples\/\d+\/(?:expect|facts\/now)$/.test(pointer));
}
