import { z } from 'zod';
import type { App } from '../app/app.ts';
import { budgetMovers } from '../contract/events.ts';
import { budgetView } from '../contract/model.ts';
import type { Clock } from '../contract/ports.ts';
import { callers } from './callers.ts';
import type { WatchBudgets } from './shell-state.ts';

const restMs = 300;

/** Asks for the budgets when something may have moved them, a few times a second at most. */
export function watchBudgetsOf(
  app: Pick<App, 'call' | 'subscribe'>,
  clock: Pick<Clock, 'after'>,
): WatchBudgets {
  return (listener) => {
    let known = '';
    let isDue = false;
    const ask = async (): Promise<void> => {
      isDue = false;
      const reply = await app.call({ name: 'budgets.list', input: {} }, callers.tray);
      const budgets = reply.ok ? z.array(budgetView).safeParse(reply.value).data : undefined;
      const text = JSON.stringify(budgets);
      if (!budgets || text === known) return;
      known = text;
      listener(budgets);
    };
    let cancel = (): void => undefined;
    const stop = app.subscribe((push) => {
      if (isDue || push.kind !== 'event' || !budgetMovers.has(push.event.type)) return;
      isDue = true;
      cancel = clock.after(restMs, () => void ask()); // `call` never rejects
    });
    void ask(); // as above
    return () => {
      stop();
      cancel();
    };
  };
}
