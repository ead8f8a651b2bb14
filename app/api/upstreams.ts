import { upstreamName, type UpstreamSpec } from '../../contract/model.ts';
import { ApiError } from '../../contract/errors.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { Importer } from '../import/import-servers.ts';
import type { Handlers } from '../router.ts';

type Names = Extract<keyof Handlers, `upstreams.${string}`>;

/** The MCP servers behind the gateway. */
export function upstreamHandlers(upstreams: Gateway['upstreams'], importer: Importer): Pick<Handlers, Names> {
  return {
    'upstreams.add': (spec) => {
      requireUsableName(spec);
      return upstreams.add(spec);
    },
    'upstreams.remove': async ({ name }) => {
      await upstreams.remove(name);
      return {};
    },
    'upstreams.restart': ({ name }) => upstreams.restart(name),
    'upstreams.start': ({ name }) => upstreams.start(name),
    'upstreams.stop': ({ name }) => upstreams.stop(name),
    'upstreams.config': ({ name }) => upstreams.config(name),
    'upstreams.update': (change) => upstreams.update(change),
    'upstreams.health': ({ name }) => upstreams.health(name),
    'upstreams.logs': ({ name }) => upstreams.logs(name),
    'upstreams.signIn': ({ name }) => upstreams.signIn(name),
    'upstreams.signOut': ({ name }) => upstreams.signOut(name),
    'upstreams.importable': () => importer.importable(),
    'upstreams.readSnippet': ({ text }) => importer.readText(text),
    'upstreams.import': ({ from, entries }) => importer.import(from, entries),
  };
}

/** Names stand in a URL path and before `__`; the specification's own shape does not say so. */
function requireUsableName({ name }: UpstreamSpec): void {
  const result = upstreamName.safeParse(name);
  if (result.success) return;
  const message = result.error.issues[0]?.message ?? 'invalid';
  throw new ApiError('invalid_input', `unusable upstream name \`${name}\`: ${message}`, {
    problems: [{ pointer: '/name', message }],
  });
}
