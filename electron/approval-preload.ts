import type { ApiName } from '../contract/api.ts';
import { callMain, expose } from './expose.ts';

/** All that the approval window needs. The main process checks its authority as well; this is the smaller door. */
const names: readonly string[] = [
  'console.snapshot',
  'pictures.get',
  'approvals.resolve',
  'approvals.resolveMany',
  'approvals.suggestRule',
  'budgets.list',
] satisfies readonly ApiName[];

expose((frame) =>
  names.includes(frame?.name)
    ? callMain(frame)
    : Promise.resolve({
        ok: false,
        error: {
          code: 'forbidden',
          message: 'the approval window shows approvals and answers them, no more',
        },
      }),
);
