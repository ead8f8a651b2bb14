import type { Gateway } from '../../gateway/gateway.ts';
import type { Handlers } from '../router.ts';

type Names =
  | 'approvals.resolve'
  | 'gateway.pause'
  | 'gateway.resume'
  | 'grants.create'
  | 'grants.rotate'
  | 'grants.revoke';

/** Verdicts, the pause switch and the clients' standing permissions. */
export function gatewayHandlers(gateway: Gateway): Pick<Handlers, Names> {
  return {
    'approvals.resolve': ({ approvalId, verdict, word }, caller) =>
      gateway.approvals.resolve(approvalId, verdict, word?.trim() || null, caller.surface),
    'gateway.pause': (_input, caller) => {
      gateway.pause(caller.surface);
      return { isPaused: true };
    },
    'gateway.resume': (_input, caller) => {
      gateway.resume(caller.surface);
      return { isPaused: false };
    },
    'grants.create': (input) => gateway.grants.create(input),
    'grants.rotate': ({ grantId }) => gateway.grants.rotate(grantId),
    'grants.revoke': ({ grantId }) => gateway.grants.revoke(grantId),
  };
}
