import { ApiError } from '../contract/errors.ts';
import type { GrantView, PolicyView, UpstreamView } from '../contract/model.ts';
import { canonicalJson, type JsonObject, type JsonValue } from '../contract/json.ts';
import type { PolicyDocument } from '../contract/policy-document.ts';
import type { Clock } from '../contract/ports.ts';
import { readAssumedFacts } from './admission/assumed-facts.ts';
import { checkPolicy, draftPolicy } from './admission/check-policy.ts';
import { explainCall } from './admission/explain-call.ts';
import type { PolicyBook } from './admission/policy-book.ts';
import { replay, sharesCounters } from './audit/replay.ts';
import { createRuleHistory } from './audit/rule-history.ts';
import type { Gateway } from './gateway.ts';
import type { PolicyCall } from './policy/model.ts';
import type { ApprovalsTable } from './store/approvals-table.ts';
import type { CountersTable } from './store/counters-table.ts';
import type { EventReader } from './store/event-reader.ts';

interface Parts {
  readonly book: PolicyBook;
  readonly reader: EventReader;
  readonly approvals: ApprovalsTable;
  readonly counters: CountersTable;
  readonly clock: Clock;
  /** Throws `not_found`. */
  readonly viewOf: (upstream: string) => UpstreamView;
  readonly grantOf: (grantId: string) => GrantView | undefined;
  readonly hasPreview: (upstream: string) => boolean;
  /** What is known of the upstream's session now; undefined where nothing ever is. */
  readonly sessionOf: (upstream: string) => JsonObject | undefined;
}

const day = 24 * 60 * 60 * 1000;

/** What people do with policies: everything but deciding by them. */
export function createPolicyCommands(parts: Parts): Gateway['policies'] {
  const { book, reader, counters, clock } = parts;
  const history = createRuleHistory(reader);

  function requireKnown(upstream: string, grantId: string | null): void {
    parts.viewOf(upstream);
    if (grantId !== null) grantNamed(grantId);
  }

  function grantNamed(grantId: string): GrantView {
    const grant = parts.grantOf(grantId);
    if (!grant) throw new ApiError('not_found', `there is no grant \`${grantId}\``);
    return grant;
  }

  return {
    async check(document, { upstream, grantId = null } = {}) {
      if (upstream === undefined) return checkPolicy(document, { tools: [] });
      requireKnown(upstream, grantId);
      const saved = book.find(upstream, grantId)?.view;
      const recorded = saved && (await history.of(saved));
      const { tools } = parts.viewOf(upstream);
      const checked = checkPolicy(document, { tools, ...(recorded && { history: recorded }) });
      return { ...checked, findings: checked.findings.filter((it) => isFair(it, document, saved)) };
    },
    save(upstream, grantId, document, by) {
      requireKnown(upstream, grantId);
      return book.save(upstream, grantId, document, by);
    },
    setToolEffect(upstream, grantId, tool, effect, by) {
      requireKnown(upstream, grantId);
      return book.setToolEffect(upstream, grantId, tool, effect, by);
    },
    versions(upstream, grantId) {
      requireKnown(upstream, grantId);
      return book.versions(upstream, grantId);
    },
    rollBack(upstream, grantId, version, by) {
      requireKnown(upstream, grantId);
      return book.rollBack(upstream, grantId, version, by);
    },
    remove(upstream, grantId, by) {
      requireKnown(upstream, grantId);
      book.remove(upstream, grantId, by);
    },
    explain({ upstream, grantId, document, tool, args, facts }) {
      requireKnown(upstream, grantId);
      const policy = document ? draftPolicy(document) : book.forCall(upstream, grantId ?? '')?.compiled;
      const view = parts.viewOf(upstream);
      const definition = view.tools.find((it) => it.name === tool);
      const grant = grantId === null ? undefined : grantNamed(grantId);
      const call: PolicyCall = {
        upstream,
        grantId: grantId ?? '',
        sessionId: null,
        tool: {
          name: tool,
          ...(definition && { category: definition.category, risk: definition.risk }),
          definition_changed: view.changedTools?.includes(tool) ?? false,
        },
        ...(definition && { definitionHash: definition.definitionHash }),
        args,
        client: {
          ...(grant?.client && { name: grant.client.name, version: grant.client.version }),
          grant: grant?.name ?? '',
        },
      };
      const session = parts.sessionOf(upstream);
      const surroundings = { now: clock.now(), readCounter: counters.read, ...(session && { session }) };
      return explainCall(policy, call, readAssumedFacts(facts), surroundings);
    },
    replay({ upstream, grantId, document, days }) {
      requireKnown(upstream, grantId);
      const draft = draftPolicy(document);
      const tools = new Map(parts.viewOf(upstream).tools.map((it) => [it.name, it]));
      const isDrafted = (call: { upstream: string; grantId: string }) =>
        call.upstream === upstream &&
        (grantId === null ? !book.find(upstream, call.grantId) : call.grantId === grantId);
      return replay(reader, {
        draft,
        since: clock.now() - days * day,
        isDrafted,
        policyOfOthers: sharesCounters(draft)
          ? (call) => book.forCall(call.upstream, call.grantId)?.compiled
          : undefined,
        toolOf: (call) => (call.upstream === upstream ? tools.get(call.tool) : undefined),
        goodsOf: (approvalId) => parts.approvals.byId(approvalId)?.view.goods ?? null,
        hasPreview: parts.hasPreview,
        hasSession: (it) => parts.sessionOf(it) !== undefined,
      });
    },
  };
}

/** "Never matched" is said only of rules that the version on record has in the same words. */
function isFair(
  { code, pointer }: { readonly code: string; readonly pointer: string },
  draft: JsonObject,
  saved: PolicyView | undefined,
): boolean {
  if (code !== 'never_matched') return true;
  const before = valueAt(saved?.document, pointer);
  const now = valueAt(draft, pointer);
  return before !== undefined && now !== undefined && canonicalJson(before) === canonicalJson(now);
}

function valueAt(document: JsonObject | PolicyDocument | undefined, pointer: string): JsonValue | undefined {
  const names = pointer.split('/').slice(1);
  return names
    .map((it) => it.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name)
          ? (value as Record<string, unknown>)[name]
          : undefined,
      document,
    ) as JsonValue | undefined; // a member of a document is JSON
}
