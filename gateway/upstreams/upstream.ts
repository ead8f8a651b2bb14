import type { JsonObject } from '../../contract/json.ts';
import type { ToolDefinition, UpstreamView } from '../../contract/model.ts';
import type { OpenChannel } from './channel.ts';
import type { HttpEras } from './http-eras.ts';
import type { HttpLink } from './http-link.ts';

/** How client sessions reach an upstream. */
export type Connection =
  | { readonly kind: 'pump'; readonly open: OpenChannel }
  | {
      readonly kind: 'relay';
      readonly link: HttpLink;
      readonly eras: HttpEras;
      /** A conversation in the legacy era, whatever the upstream speaks. */
      readonly open: OpenChannel;
    };

export interface Upstream {
  readonly name: string;
  /** As it is known now: what speaks HTTP+SSE shows only when it is first reached. */
  readonly connection: Connection;
  view(): UpstreamView;
  tool(name: string): ToolDefinition | undefined;
  /** As the gateway's own connection was shown it. */
  ownTool(name: string): ToolDefinition | undefined;
  /** Changes whenever `tool` may answer differently. */
  readonly revision: number;
  /** A client is going to be shown these entries of `tools/list`, which need not be those that the gateway was shown. */
  sawTools(entries: readonly JsonObject[]): void;
}
