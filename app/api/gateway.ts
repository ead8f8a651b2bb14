import { ApiError } from '../../contract/errors.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { Handlers } from '../router.ts';

type Names =
  | 'gateway.pause'
  | 'gateway.resume'
  | 'grants.create'
  | 'grants.rotate'
  | 'grants.revoke'
  | 'grants.setUpstreams';

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
    'grants.create': (input) => {
      requireKnown(input.upstreams);
      return gateway.grants.create(input);
    },
    'grants.rotate': ({ grantId }) => gateway.grants.rotate(grantId),
    'grants.revoke': ({ grantId }) => gateway.grants.revoke(grantId),
    'grants.setUpstreams': ({ grantId, upstreams }) => {
      requireKnown(upstreams);
      return gateway.grants.setUpstreams(grantId, upstreams);
    },
  };

  /** A misspelt name would make a grant that opens nothing. */
  function requireKnown(names: readonly string[]): void {
    const known = gateway.state(0).upstreams.map((it) => it.name);
    names.forEach((name, index) => {
      if (known.includes(name)) return;
      throw new ApiError(
        'invalid_input',
        `there is no upstream \`${name}\`; there are: ${known.join(', ')}`,
        {
          problems: [{ pointer: `/upstreams/${index}`, message: 'no such upstream' }],
        },
      );
    });
  }
}
