import type { DriftView } from '../../contract/catalogue.ts';
import { ApiError } from '../../contract/errors.ts';
import type { PolicyView, Surface, ToolDefinition } from '../../contract/model.ts';
import { statedEffect } from '../../contract/policy-document.ts';
import type { Clock } from '../../contract/ports.ts';
import type { EventLog } from '../store/event-log.ts';
import type { KnownTools } from '../store/known-tools.ts';
import type { ToolPin, ToolPinsTable } from '../store/tool-pins-table.ts';
import { definitionDiff } from './definition-diff.ts';

/**
 * The definitions that were allowed. A tool is pinned when a policy first lets it pass, or a call of it is first
 * allowed; when its definition is another one afterwards, it asks until a person accepts the new one.
 */
export interface ToolPins {
  /** Inside the transaction that records what an upstream lists. */
  listed(upstream: string, tools: readonly ToolDefinition[]): void;
  /** Inside the transaction that allows a call. */
  allowed(upstream: string, definition: ToolDefinition | undefined): void;
  /** Whether `allowed` would pin it. */
  isUnpinned(upstream: string, definition: ToolDefinition | undefined): boolean;
  /** Pins what the policies of an upstream let pass now. */
  policyChanged(upstream: string): void;
  /** Whether a tool is other than what was allowed; never for one that never was. */
  isChanged(upstream: string, tool: string, definition: ToolDefinition | undefined): boolean;
  changedTools(upstream: string): string[];
  drift(): Omit<DriftView, 'findings'>[];
  /** Throws `not_found` when it has not changed, `conflict` when it changed once more since it was looked at. */
  accept(upstream: string, tool: string, definitionHash: string, by: Surface): void;
  forget(upstream: string): void;
}

interface Parts {
  readonly table: ToolPinsTable;
  readonly events: EventLog;
  readonly knownTools: KnownTools;
  readonly policies: () => readonly PolicyView[];
  /** It comes with the app: what it lists first after a start is as good as the app itself. */
  readonly isBuiltIn: (upstream: string) => boolean;
  readonly clock: Clock;
}

export function createToolPins({ table, events, knownTools, policies, isBuiltIn, clock }: Parts): ToolPins {
  const offered = new Map<string, ReadonlyMap<string, ToolDefinition>>();
  const listedOnce = new Set<string>();

  const pin = (upstream: string, definition: ToolDefinition) =>
    table.put({ upstream, definition, pinnedAt: clock.now() });

  function offeredBy(upstream: string): ReadonlyMap<string, ToolDefinition> {
    const known = offered.get(upstream) ?? byName(knownTools.get(upstream));
    offered.set(upstream, known);
    return known;
  }

  function isUnpinned(upstream: string, definition: ToolDefinition | undefined): boolean {
    return definition !== undefined && !table.find(upstream, definition.name);
  }

  function pinAllowed(upstream: string): void {
    const documents = policies().filter((it) => it.upstream === upstream);
    for (const definition of offeredBy(upstream).values()) {
      const { name } = definition;
      if (table.find(upstream, name)) continue;
      if (documents.some((it) => statedEffect(it.document, name) === 'allow')) pin(upstream, definition);
    }
  }

  function isOther(upstream: string, tool: string, definition: ToolDefinition | undefined): boolean {
    const allowed = table.find(upstream, tool);
    return allowed !== undefined && allowed.definition.definitionHash !== definition?.definitionHash;
  }

  function recordChange(upstream: string, before: ToolDefinition | undefined, now: ToolDefinition): void {
    const { name: tool, definitionHash } = now;
    const allowed = table.find(upstream, tool);
    if (!allowed || before?.definitionHash === definitionHash) return;
    const allowedHash = allowed.definition.definitionHash;
    if (allowedHash !== definitionHash) {
      events.append({
        type: 'tool.definition_changed',
        data: { upstream, tool, allowedHash, definitionHash },
      });
    } else if (before) {
      events.append({ type: 'tool.definition_restored', data: { upstream, tool, definitionHash } });
    }
  }

  function changed(upstream: string): { allowed: ToolPin; now: ToolDefinition }[] {
    const known = offeredBy(upstream);
    return table.of(upstream).flatMap((allowed) => {
      const now = known.get(allowed.definition.name);
      return now && isOther(upstream, now.name, now) ? [{ allowed, now }] : [];
    });
  }

  // Allowed in the past, by a version that did not pin yet or just before it ended.
  events.transaction(() => new Set(policies().map((it) => it.upstream)).forEach(pinAllowed));

  return {
    listed(upstream, tools) {
      const before = offeredBy(upstream);
      offered.set(upstream, byName(tools));
      const isRenewed = isBuiltIn(upstream) && !listedOnce.has(upstream);
      listedOnce.add(upstream);
      for (const tool of tools) {
        if (!isRenewed) recordChange(upstream, before.get(tool.name), tool);
        else if (isOther(upstream, tool.name, tool)) pin(upstream, tool);
      }
      pinAllowed(upstream);
    },
    allowed(upstream, definition) {
      if (definition && isUnpinned(upstream, definition)) pin(upstream, definition);
    },
    isUnpinned,
    policyChanged: (upstream) => events.transaction(() => pinAllowed(upstream)),
    isChanged: isOther,
    changedTools: (upstream) => changed(upstream).map(({ now }) => now.name),
    drift: () =>
      table.upstreams().flatMap((upstream) =>
        changed(upstream).map(({ allowed, now }) => ({
          upstream,
          tool: now.name,
          pinnedAt: allowed.pinnedAt,
          definitionHash: now.definitionHash,
          changes: definitionDiff(allowed.definition, now),
          before: classOf(allowed.definition),
          after: classOf(now),
        })),
      ),
    accept(upstream, tool, definitionHash, by) {
      const now = offeredBy(upstream).get(tool);
      if (!now || !isOther(upstream, tool, now)) {
        throw new ApiError('not_found', `the definition of \`${tool}\` has not changed since it was allowed`);
      }
      if (now.definitionHash !== definitionHash) {
        throw new ApiError(
          'conflict',
          `the definition of \`${tool}\` has changed once more; look at it again`,
        );
      }
      events.transaction(() => {
        pin(upstream, now);
        events.append({ type: 'tool.definition_accepted', data: { upstream, tool, definitionHash, by } });
      });
    },
    forget(upstream) {
      events.transaction(() => table.removeAll(upstream));
      offered.delete(upstream);
    },
  };
}

function byName(tools: readonly ToolDefinition[]): ReadonlyMap<string, ToolDefinition> {
  return new Map(tools.map((tool) => [tool.name, tool]));
}

function classOf({ category, risk }: ToolDefinition): DriftView['before'] {
  return { category, risk };
}
