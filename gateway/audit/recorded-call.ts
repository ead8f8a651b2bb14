import type { EventData } from '../../contract/events.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../contract/json.ts';
import type { Decision, Goods, ToolDefinition } from '../../contract/model.ts';
import type { Facts, PolicyCall } from '../policy/model.ts';
import { unknownFact } from '../policy/paths.ts';
import { previewFacts } from '../../contract/preview-facts.ts';
import { isRedacted } from './redact.ts';

type Decided = EventData<'tool_call.decided'>;

/** What is known of a recorded call beside its own event. */
export interface RecordedFacts {
  readonly toolOf: (call: Decided) => ToolDefinition | undefined;
  /** What the preview of an approval found. */
  readonly goodsOf: (approvalId: string) => Goods | null;
  readonly hasPreview: (upstream: string) => boolean;
  /** Whether decisions there look at `session.*` now; what is older did not record it. */
  readonly hasSession?: (upstream: string) => boolean;
}

/** A recorded call, ready to be decided again. */
export interface RecordedCall {
  readonly at: number;
  readonly call: PolicyCall;
  readonly facts: (counters: Facts['counters'], approval: Facts['approval']) => Facts;
  /** The paths that a decision looked at and whose values were not recorded. */
  readonly missed: ReadonlySet<string>;
}

/** `isLookedUp`: whether a preview would have been made before deciding, or only while a person is asked. */
export function recordedCall(
  known: RecordedFacts,
  data: Decided,
  { at, isLookedUp }: { readonly at: number; readonly isLookedUp: boolean },
): RecordedCall {
  const missed = new Set<string>();
  const preview = data.preview ?? (isLookedUp ? laterPreview(known, data) : undefined);
  const isPreviewFailed = !preview && known.hasPreview(data.upstream);
  // Rules hold for what was asked for as well as for what was sent.
  const args = watched({ ...data.asked, ...data.arguments }, 'args', missed) as JsonObject; // an object stays one
  const isSessionMissed = !data.session && known.hasSession?.(data.upstream) === true;
  return {
    at,
    missed,
    call: policyCall(data, known.toolOf(data), args),
    facts(counters, approval) {
      const facts: Facts = {
        now: at,
        isPaused: false,
        counters,
        ...(data.session && { session: data.session }),
        ...(preview && { preview }),
        ...(isPreviewFailed && { isPreviewFailed }),
        ...(approval && { approval }),
      };
      if (isSessionMissed) reporting(facts, 'session', undefined, () => missed.add('session'));
      if (isPreviewFailed && isLookedUp)
        reporting(facts, 'isPreviewFailed', true, () => missed.add('preview'));
      return facts;
    },
  };
}

/** What was found out while a person was asked. */
function laterPreview({ goodsOf }: RecordedFacts, { approvalId }: Decided): JsonObject | undefined {
  const goods = approvalId === null ? null : goodsOf(approvalId);
  return goods ? previewFacts(goods) : undefined;
}

/**
 * Whether a decision would be the same with the values that were not recorded. A denial by a rule that did not look at
 * any of them stands: nothing outvotes a denial.
 */
export function isCertain({ reasons }: Decision, missed: ReadonlySet<string>): boolean {
  if (missed.size === 0) return true;
  const isMissed = (path: string) => [...missed].some((it) => path === it || path.startsWith(`${it}.`));
  return reasons.some(
    ({ effect, code, values = [] }) =>
      effect === 'deny' && code !== 'cannot_evaluate' && !values.some(({ path }) => isMissed(path)),
  );
}

function policyCall(data: Decided, tool: ToolDefinition | undefined, args: JsonObject): PolicyCall {
  const { upstream, grantId, sessionId, client } = data;
  return {
    upstream,
    grantId,
    sessionId,
    tool: { name: data.tool, ...(tool && { category: tool.category, risk: tool.risk }) },
    ...(tool && { definitionHash: tool.definitionHash }),
    args,
    client: { ...(client && { name: client.name, version: client.version }), grant: data.grantName },
  };
}

/** Makes a fact tell when it is looked at. */
function reporting<K extends keyof Facts>(facts: Facts, name: K, value: Facts[K], tell: () => void): void {
  const get = () => {
    tell();
    return value;
  };
  Object.defineProperty(facts, name, { get });
}

/** The same value when all of it was recorded; else a copy whose unknown members report being read. */
function watched(value: JsonValue, path: string, missed: Set<string>): unknown {
  if (!Array.isArray(value) && !isJsonObject(value)) return value;
  let copy: object | undefined;
  for (const [name, member] of Object.entries(value)) {
    const place = `${path}.${name}`;
    const seen = isRedacted(member) ? unknownFact : watched(member, place, missed);
    if (seen === member) continue;
    const get = () => {
      if (seen === unknownFact) missed.add(place);
      return seen;
    };
    copy ??= Array.isArray(value) ? [...value] : { ...value };
    // Not an assignment: a member called `__proto__` must stay a member.
    Object.defineProperty(copy, name, { get, enumerable: true, configurable: true });
  }
  return copy ?? value;
}
