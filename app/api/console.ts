import { ApiError } from '../../contract/errors.ts';
import type { Snapshot } from '../../contract/api.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { Handlers } from '../router.ts';

type Names = 'console.snapshot' | 'calls.list' | 'pictures.get' | 'audit.verify';

/** What a console reads. */
export function consoleHandlers(gateway: Gateway, snapshot: () => Snapshot): Pick<Handlers, Names> {
  return {
    'console.snapshot': () => snapshot(),
    'calls.list': ({ beforeSeq, limit }) => gateway.callsBefore(beforeSeq, limit),
    'pictures.get': ({ pictureId }) => {
      const dataUri = gateway.picture(pictureId);
      if (dataUri === undefined) throw new ApiError('not_found', `no picture \`${pictureId}\``);
      return { dataUri };
    },
    'audit.verify': () => gateway.verifyRecord(),
  };
}
