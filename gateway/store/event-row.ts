import type { NewEvent } from '../../contract/events.ts';
import { canonicalJson, type JsonObject } from '../../contract/json.ts';
import { argumentsHash } from './arguments-hash.ts';
import { linkHash, linkText, type Link, type StoredRow } from './chain.ts';

/** An event as a row of the record. */
export interface EventRow extends StoredRow {
  readonly callId: string | null;
}

type Decided = Extract<NewEvent, { type: 'tool_call.decided' }>;

/**
 * The decision that begins a call. Without a hash of the arguments it is that of the recorded ones, in which nothing was
 * replaced or cut then.
 */
export interface FirstDecision {
  readonly type: Decided['type'];
  readonly data: Omit<Decided['data'], 'argumentsHash'> & { readonly argumentsHash?: string };
}

/** The row that an event becomes after `previous`. */
export function rowOf(event: NewEvent, at: number, previous: Link): EventRow {
  const data = canonicalJson(event.data as JsonObject); // payload schemas hold JSON only
  const hash = linkHash(linkText(previous, at, event.type, data));
  return { seq: previous.seq + 1, at, type: event.type, callId: callOf(event), data, hash };
}

/** With the hash of its arguments. */
export function whole({ type, data }: FirstDecision): NewEvent {
  const { approvalId, arguments: args, argumentsHash: known, ...others } = data;
  // In the order of canonical JSON, which is quicker to write then.
  return {
    type,
    data: { approvalId, arguments: args, argumentsHash: known ?? argumentsHash(args), ...others },
  };
}

/** The call that an event is about: for finding calls again. */
function callOf(event: NewEvent): string | null {
  return event.type.startsWith('tool_call.') && 'callId' in event.data ? event.data.callId : null;
}
