import type { Gateway } from '../../gateway/gateway.ts';
import type { Handlers } from '../router.ts';

type Names = 'gateway.pause' | 'gateway.resume' | 'grants.create' | 'grants.rotate' | 'grants.revoke';

/** The pause switch and the clients' standing permissions. */
export function gatewayHandlers(gateway: Gateway): Pick<Handlers, Names> {
  return {
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
