import type { StoredEvent } from '../../../contract/events.ts';
import type { Clock, Ids, Log, Release } from '../../../contract/ports.ts';
import type { AuthenticatedGrant } from '../../http/authenticate.ts';
import type { OpenChannel } from '../../upstreams/channel.ts';
import type { Upstreams } from '../../upstreams/upstreams.ts';
import { everything, type Target } from '../target.ts';
import { createAggregateChannel, type AggregateChannel } from './aggregate-channel.ts';
import { splitName } from './names.ts';

/** `/mcp`: for each grant, its upstreams as one. */
export interface Aggregates {
  targetFor(grant: AuthenticatedGrant): Target;
  /** Whether a grant's aggregate leads to an upstream. */
  includes(grantId: string, upstream: string): boolean;
  close(): void;
}

export interface AggregatesParts {
  readonly upstreams: Upstreams;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly version: string;
  readonly subscribe: (listener: (event: StoredEvent) => void) => Release;
}

interface Aggregate {
  readonly target: Target;
  readonly channels: Set<AggregateChannel>;
  granted: readonly string[];
}

export function createAggregates(parts: AggregatesParts): Aggregates {
  const { upstreams } = parts;
  const aggregates = new Map<string, Aggregate>();

  function create(granted: readonly string[]): Aggregate {
    const channels: Aggregate['channels'] = new Set();
    // Sorted: the same lists each time, whatever was granted first.
    const names = () => aggregate.granted.filter((it) => upstreams.get(it) !== undefined).sort();
    const open: OpenChannel = async (listener) => {
      const membership = { names, find: (name: string) => upstreams.get(name) };
      const idPrefix = parts.ids.next();
      const channel = createAggregateChannel({ ...parts, membership, idPrefix }, listener);
      channels.add(channel);
      return {
        send: channel.send,
        close() {
          channels.delete(channel);
          return channel.close();
        },
      };
    };
    const aggregate: Aggregate = {
      granted,
      channels,
      target: {
        name: everything,
        connection: { kind: 'pump', open },
        upstreams: names,
        // Its members say themselves what they were shown, under the names that they have there.
        sawTools() {},
        revision: 0,
        ownTool(name) {
          const found = splitName(name);
          return found && upstreams.get(found.upstream)?.ownTool(found.own);
        },
        tool(name) {
          const found = splitName(name);
          if (!found || !names().includes(found.upstream)) return undefined;
          const { upstream, own } = found;
          return { upstream, tool: own, definition: upstreams.tool(upstream, own) };
        },
      },
    };
    return aggregate;
  }

  function grantedNow(aggregate: Aggregate, granted: readonly string[]): void {
    const before = aggregate.granted;
    aggregate.granted = granted;
    for (const channel of aggregate.channels) {
      for (const name of before) if (!granted.includes(name)) channel.left(name);
      for (const name of granted) if (!before.includes(name)) channel.joined(name);
    }
  }

  const toChannelsOf = (upstream: string, tell: (channel: AggregateChannel) => void) => {
    for (const { granted, channels } of aggregates.values()) {
      if (granted.includes(upstream)) for (const channel of channels) tell(channel);
    }
  };

  const releases = [
    upstreams.onReset((name) => toChannelsOf(name, (it) => it.left(name))),
    parts.subscribe((event) => {
      switch (event.type) {
        case 'upstream.state_changed': {
          const { name, state } = event.data;
          if (state === 'ready') toChannelsOf(name, (it) => it.joined(name));
          break;
        }
        case 'grant.upstreams_changed': {
          const aggregate = aggregates.get(event.data.grantId);
          if (aggregate) grantedNow(aggregate, event.data.upstreams);
          break;
        }
        case 'grant.revoked':
          aggregates.delete(event.data.grantId);
          break;
        default:
      }
    }),
  ];

  return {
    targetFor(grant) {
      const existing = aggregates.get(grant.id);
      if (existing) {
        const isSame = existing.granted.join(' ') === grant.upstreams.join(' ');
        if (!isSame) grantedNow(existing, grant.upstreams);
        return existing.target;
      }
      const created = create(grant.upstreams);
      aggregates.set(grant.id, created);
      return created.target;
    },
    includes: (grantId, upstream) => aggregates.get(grantId)?.granted.includes(upstream) ?? false,
    close() {
      for (const release of releases) release();
    },
  };
}
