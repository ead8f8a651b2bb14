import type { EventData, NewEvent } from '../../contract/events.ts';
import type { NarrowRule, RememberedView } from '../../contract/model.ts';
import type { Clock, Log, Release } from '../../contract/ports.ts';
import { compileNarrow, type NarrowTest } from '../policy/exceptions.ts';
import type { Facts, PolicyCall } from '../policy/model.ts';
import type { EventLog } from '../store/event-log.ts';
import type { RememberedRecord, RememberedTable } from '../store/remembered-table.ts';

type Why = EventData<'remembered.ended'>['why'];

/** The answers that hold for a client's session. Rules for always stand in the policy. */
export interface Remembered {
  /** Inside a transaction: writes it with its event. It counts once `keep` is called, after the commit. */
  write(record: RememberedRecord): void;
  keep(record: RememberedRecord): void;
  /** Whether an answer could settle a call of that tool, so that it should be looked up what the call would do. */
  mayKnow(call: Pick<PolicyCall, 'grantId' | 'sessionId' | 'upstream'> & { readonly tool: string }): boolean;
  /** The rule that this call fits; undefined: ask. */
  settling(call: PolicyCall, facts: Facts): NarrowRule | undefined;
  list(): RememberedView[];
  /** Ends those that `matches`, and says how many. */
  end(matches: (record: RememberedRecord) => boolean, why: Why): number;
  close(): void;
}

interface Kept extends RememberedRecord {
  readonly test: NarrowTest;
  readonly stopExpiry: Release;
}

interface Parts {
  readonly table: RememberedTable;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly log: Log;
}

export function createRemembered({ table, events, clock, log }: Parts): Remembered {
  const kept = new Map<string, Kept>();

  // Sessions do not outlive the app, and what was said for one does not either.
  const left = table.list();
  if (left.length > 0) {
    events.transaction(() => {
      for (const { view } of left) forget(view.id, 'restart');
    });
  }

  function forget(id: string, why: Why): void {
    table.remove(id);
    const ended: NewEvent = { type: 'remembered.ended', data: { id, why } };
    events.append(ended);
  }

  function end(matches: (record: RememberedRecord) => boolean, why: Why): number {
    const chosen = [...kept.values()].filter(matches);
    if (chosen.length === 0) return 0;
    // Out of use first: what cannot be recorded must not go on counting either.
    for (const { view, stopExpiry } of chosen) {
      stopExpiry();
      kept.delete(view.id);
    }
    events.transaction(() => {
      for (const { view } of chosen) forget(view.id, why);
    });
    return chosen.length;
  }

  const isOf = (
    { view }: RememberedRecord,
    { grantId, sessionId, upstream }: Pick<PolicyCall, 'grantId' | 'sessionId' | 'upstream'>,
    tool: string,
  ) =>
    view.grantId === grantId &&
    view.sessionId === sessionId &&
    view.upstream === upstream &&
    view.tool === tool;

  return {
    write(record) {
      table.insert(record);
      events.append({ type: 'remembered.added', data: { remembered: record.view } });
    },
    keep(record) {
      const { id, rule } = record.view;
      const test = compileNarrow(rule.conditions);
      if (!('fits' in test)) return; // it was compiled before it was written
      const stopExpiry =
        rule.until === null
          ? () => {}
          : clock.after(Math.max(0, rule.until - clock.now()), () => {
              try {
                end((it) => it.view.id === id, 'expired');
              } catch (error) {
                log.error('the end of a remembered answer could not be recorded', { id, error });
              }
            });
      kept.set(id, { ...record, test, stopExpiry });
    },
    mayKnow: (call) => [...kept.values()].some((it) => isOf(it, call, call.tool)),
    settling(call, facts) {
      for (const it of kept.values()) {
        if (!isOf(it, call, call.tool.name)) continue;
        const { rule } = it.view;
        if (rule.until !== null && rule.until <= facts.now) continue;
        if (it.definitionHash !== (call.definitionHash ?? null)) continue;
        if (it.test.fits(call, facts)) return rule;
      }
      return undefined;
    },
    list: () => [...kept.values()].map(({ view }) => view),
    end,
    close() {
      for (const { stopExpiry } of kept.values()) stopExpiry();
      kept.clear();
    },
  };
}
