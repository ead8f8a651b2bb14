import { ApiError } from '../contract/errors.ts';
import type { JsonObject } from '../contract/json.ts';
import type { UpstreamView } from '../contract/model.ts';
import { policyDocument } from '../contract/policy-document.ts';
import type { PolicyBook } from './admission/policy-book.ts';
import type { Gateway } from './gateway.ts';
import type { UpstreamRegistry } from './upstream-registry.ts';
import type { Upstreams } from './upstreams/upstreams.ts';

/** What an upstream that the user adds starts with: everything asks. */
const cautiousPolicy = policyDocument.parse({
  version: '1',
  description: 'Every tool of this server asks first. Allow the ones you trust.',
  default: 'ask',
}) as JsonObject; // a policy document is JSON

interface Parts {
  readonly upstreams: Upstreams;
  readonly registry: UpstreamRegistry;
  readonly policies: PolicyBook;
  /** The names of those that come with the app. */
  readonly builtIn: readonly string[];
  /** Shows an address in the person's browser; answers whether it did. Absent: there is none. */
  readonly openUrl?: ((url: string) => Promise<boolean>) | undefined;
}

/** What a person does with the MCP servers behind the gateway. */
export function createUpstreamCommands({
  upstreams,
  registry,
  policies,
  builtIn,
  openUrl,
}: Parts): Gateway['upstreams'] & {
  /** Throws `not_found`. */
  viewOf(upstream: string): UpstreamView;
} {
  function viewOf(upstream: string): UpstreamView {
    const views = upstreams.views();
    const view = views.find((it) => it.name === upstream);
    if (view) return view;
    const known = views.map((it) => it.name).join(', ');
    throw new ApiError('not_found', `there is no upstream \`${upstream}\`; there are: ${known}`);
  }

  function requireAdded(name: string, what: string): void {
    viewOf(name);
    if (builtIn.includes(name)) throw new ApiError('conflict', `\`${name}\` is built in: ${what}`);
  }

  async function start(name: string): Promise<UpstreamView> {
    viewOf(name);
    registry.setStopped(name, false);
    await upstreams.restart(name);
    return viewOf(name);
  }

  return {
    viewOf,
    async add(spec) {
      const { name } = spec;
      if (upstreams.get(name)) {
        throw new ApiError('conflict', `an upstream named \`${name}\` exists already; choose another name`);
      }
      if (!policies.forCall(name, '')) policies.save(name, null, cautiousPolicy, 'Checkstand');
      await registry.add(spec);
      return viewOf(name);
    },
    async remove(name) {
      requireAdded(name, 'hide its tools instead');
      await registry.remove(name);
    },
    restart: start,
    async start(name) {
      return viewOf(name).state === 'stopped' ? start(name) : viewOf(name);
    },
    async stop(name) {
      requireAdded(name, 'hide its tools, or pause Checkstand');
      registry.setStopped(name, true);
      await upstreams.stop(name);
      return viewOf(name);
    },
    async config(name) {
      viewOf(name);
      return registry.config(name);
    },
    specs: registry.specs,
    async update(change) {
      requireAdded(change.name, 'there is nothing to configure');
      await registry.update(change);
      return viewOf(change.name);
    },
    health(name) {
      viewOf(name);
      return upstreams.health(name);
    },
    logs(name) {
      viewOf(name);
      return upstreams.logs(name);
    },
    async signIn(name) {
      viewOf(name);
      const url = await upstreams.signIn(name);
      return { url, isOpened: (await openUrl?.(url)) ?? false };
    },
    async signOut(name) {
      viewOf(name);
      await upstreams.signOut(name);
      return viewOf(name);
    },
  };
}
