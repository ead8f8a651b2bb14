import { FutileCallError } from '../contract/errors.ts';
import type { Preview } from '../contract/model.ts';
import type { Log } from '../contract/ports.ts';
import type { ToolCall } from './admission/gate.ts';
import type { InProcessUpstream } from './ports.ts';

/** Looks up what calls would do, where their upstream can say. */
export interface Previews {
  hasPreview(upstream: string): boolean;
  /** Rejects with the reason, after the deadline at the latest; undefined where nothing can be looked up. */
  start(call: ToolCall): Promise<Preview | null> | undefined;
  /** The same, but what cannot be found is null: rejects with `FutileCallError` alone. */
  find(call: ToolCall): Promise<Preview | null>;
}

/** A slow shop must not keep a card loading for ever. */
const deadlineMs = 45_000;

export function createPreviews(upstreams: readonly InProcessUpstream[], log: Log): Previews {
  const previewOf = new Map(
    upstreams.flatMap(({ name, preview }) => (preview ? [[name, preview] as const] : [])),
  );

  function start({ upstream, tool, arguments: args }: ToolCall): Promise<Preview | null> | undefined {
    const preview = previewOf.get(upstream);
    if (!preview) return undefined;
    const signal = AbortSignal.timeout(deadlineMs);
    const isLate = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error(`no preview within ${deadlineMs / 1000} s`)), {
        once: true,
      });
    });
    return Promise.race([preview(tool, args, signal), isLate]).then((found) => found ?? null);
  }

  return {
    hasPreview: (upstream) => previewOf.has(upstream),
    start,
    async find(call) {
      try {
        return (await start(call)) ?? null;
      } catch (error) {
        if (error instanceof FutileCallError) throw error;
        log.warn('it could not be looked up what a call would do', { tool: call.tool, error });
        return null;
      }
    },
  };
}
