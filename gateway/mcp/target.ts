import type { JsonObject } from '../../contract/json.ts';
import type { ToolDefinition } from '../../contract/model.ts';
import type { Gate } from '../admission/gate.ts';
import type { Connection, Upstream } from '../upstreams/upstreams.ts';
import type { IsListed } from './list-filter.ts';

/** What a URL of the endpoint leads to: one upstream, or all upstreams of a grant. */
export interface Target {
  /** The upstream's; `everything` where it leads to more than one. */
  readonly name: string;
  /** As it is known now. */
  readonly connection: Connection;
  /** The upstreams behind it at the moment. */
  upstreams(): readonly string[];
  /** A client is going to be shown these entries, under the names that `tool` knows. */
  sawTools(entries: readonly JsonObject[]): void;
  /** Changes whenever `tool` may answer differently. */
  readonly revision: number;
  /** Which tool of which upstream a client means by a name; undefined when it can mean none. */
  tool(name: string): ToolPlace | undefined;
  /** The definition of a tool as the gateway's own connection was shown it. */
  ownTool(name: string): ToolDefinition | undefined;
}

/** A tool where the policy finds it. */
export interface ToolPlace {
  readonly upstream: string;
  readonly tool: string;
  /** As the upstream defined it, when known. */
  readonly definition: ToolDefinition | undefined;
}

/** The name of `/mcp` itself. No upstream can have it. */
export const everything = '*';

/** The same target for the same upstream, each time. */
export function createTargets(): (upstream: Upstream) => Target {
  const targets = new WeakMap<Upstream, Target>();
  return (upstream) => {
    const existing = targets.get(upstream);
    if (existing) return existing;
    const { name } = upstream;
    const target: Target = {
      name,
      get connection() {
        return upstream.connection;
      },
      upstreams: () => [name],
      sawTools: (entries) => upstream.sawTools(entries),
      get revision() {
        return upstream.revision;
      },
      ownTool: (tool) => upstream.ownTool(tool),
      tool: (tool) => ({ upstream: name, tool, definition: upstream.tool(tool) }),
    };
    targets.set(upstream, target);
    return target;
  };
}

/** What the policy lets a grant see of a target, and a version of it that changes with it. */
export function listingOf(
  gate: Gate,
  grantId: string,
  target: Target,
): { readonly isListed: IsListed; readonly version: () => string } {
  return {
    isListed(name) {
      const place = target.tool(name);
      return place !== undefined && gate.isListed(grantId, place.upstream, place.tool);
    },
    version: () =>
      [target.revision, ...target.upstreams().map((it) => gate.listVersion(grantId, it))].join(' '),
  };
}
