import { isJsonObject, type JsonObject } from '../../../contract/json.ts';
import type { Clock, Ids } from '../../../contract/ports.ts';
import type { Reply } from '../../http/reply.ts';
import type { Exchange } from '../exchange.ts';
import { holdMessage } from '../hold.ts';
import { rpcCode, type ClientRequest } from '../json-rpc.ts';
import { errorReply } from '../results.ts';
import type { DetachableReply } from './detachable-reply.ts';
import { resultReply } from './modern-results.ts';

/** Calls that wait for a person, as tasks that their clients poll (extension `io.modelcontextprotocol/tasks`). */
export interface Tasks {
  /** Answers the call with a task; from now on its fate is the call's. */
  create(owner: string, exchange: Exchange, reply: DetachableReply): void;
  /** Takes `tasks/get`, `tasks/update` and `tasks/cancel`; false when the task is none of these. */
  handle(owner: string, request: ClientRequest, reply: Reply): boolean;
  close(): void;
}

interface Task {
  /** Grant and upstream: for anybody else the task does not exist. */
  readonly owner: string;
  readonly exchange: Exchange;
  readonly reply: DetachableReply;
  readonly createdAt: number;
  updatedAt: number;
  isCancelled: boolean;
  cancelExpiry: () => void;
}

const prefix = 'checkstand-';
const pollIntervalMs = 2_000;
/** From its creation on: longer than any call is held, and long enough to fetch the result. */
const ttlMs = 60 * 60_000;

export function createTasks({ clock, ids }: { readonly clock: Clock; readonly ids: Ids }): Tasks {
  const tasks = new Map<string, Task>();

  function described(taskId: string, task: Task): JsonObject {
    const common = {
      taskId,
      createdAt: new Date(task.createdAt).toISOString(),
      lastUpdatedAt: new Date(task.updatedAt).toISOString(),
      ttlMs,
      pollIntervalMs,
    };
    if (task.isCancelled) return { ...common, status: 'cancelled' };
    const { kept } = task.reply;
    if (kept === undefined) {
      const statusMessage = task.exchange.isHeld ? holdMessage : 'approved; running';
      return { ...common, status: 'working', statusMessage };
    }
    const message = JSON.parse(kept.toString()) as JsonObject; // an answer on its way to the client
    return isJsonObject(message['result'])
      ? { ...common, status: 'completed', result: message['result'] }
      : {
          ...common,
          status: 'failed',
          error: message['error'] ?? { code: rpcCode.internalError, message: '' },
        };
  }

  return {
    create(owner, exchange, reply) {
      const taskId = `${prefix}${ids.token()}`;
      const now = clock.now();
      const task: Task = {
        owner,
        exchange,
        reply,
        createdAt: now,
        updatedAt: now,
        isCancelled: false,
        cancelExpiry: clock.after(ttlMs, () => {
          tasks.delete(taskId);
          exchange.abandon('client_gone');
        }),
      };
      tasks.set(taskId, task);
      reply.onKept(() => (task.updatedAt = clock.now()));
      const created = { ...described(taskId, task), status: 'working', statusMessage: holdMessage };
      reply.detach(resultReply(exchange.request.id, { ...created, resultType: 'task' }));
    },
    handle(owner, { id, method, params }, reply) {
      const taskId = params?.['taskId'];
      if (typeof taskId !== 'string' || !taskId.startsWith(prefix)) return false;
      const task = tasks.get(taskId);
      if (task?.owner !== owner) {
        const text = `no task \`${taskId.slice(0, 100)}\`: it is over, or Checkstand was restarted; make the call again`;
        reply.answer(errorReply(id, rpcCode.invalidParams, text));
        return true;
      }
      if (method === 'tasks/get') reply.answer(resultReply(id, described(taskId, task)));
      else {
        // The gateway itself asks nothing, so there is nothing that `tasks/update` could answer.
        if (method === 'tasks/cancel' && !task.exchange.isDone) {
          task.isCancelled = true;
          task.updatedAt = clock.now();
          task.exchange.abandon('cancelled');
        }
        reply.answer(resultReply(id, {}));
      }
      return true;
    },
    close() {
      for (const task of tasks.values()) task.cancelExpiry();
      tasks.clear();
    },
  };
}
