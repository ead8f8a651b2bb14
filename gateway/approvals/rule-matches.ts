import type { EventData } from '../../contract/events.ts';
import type { ApprovalView, Goods, ToolDefinition } from '../../contract/model.ts';
import { walkCalls } from '../audit/walk-calls.ts';
import { recordedCall } from '../audit/recorded-call.ts';
import type { NarrowTest } from '../policy/exceptions.ts';
import type { EventReader } from '../store/event-reader.ts';

const lookBackMs = 30 * 24 * 60 * 60 * 1000;

interface Question {
  readonly reader: EventReader;
  readonly about: Pick<ApprovalView, 'grantId' | 'upstream' | 'tool'>;
  readonly test: NarrowTest;
  readonly now: number;
  readonly definition: ToolDefinition | undefined;
  readonly goodsOf: (approvalId: string) => Goods | null;
  readonly hasPreview: (upstream: string) => boolean;
}

/** How many recorded calls of that grant and tool a narrow rule would have matched. Other work goes on in between. */
export async function countMatches(question: Question): Promise<{ matched: number; calls: number }> {
  const { reader, about, test, now } = question;
  const seen = new Set<string>();
  const matched = new Set<string>();
  await walkCalls(reader, reader.lastSeqBefore(now - lookBackMs), ({ event }) => {
    if (event.type !== 'tool_call.decided') return;
    const { data } = event;
    if (data.grantId !== about.grantId || data.upstream !== about.upstream || data.tool !== about.tool)
      return;
    seen.add(data.callId);
    if (test.fits(...asItWas(question, data, event.at))) matched.add(data.callId);
  });
  return { matched: matched.size, calls: seen.size };
}

type Recorded = EventData<'tool_call.decided'>;

/** The call with what was known of it: by its own preview, else by that of its approval. */
function asItWas(
  { definition, goodsOf, hasPreview }: Question,
  data: Recorded,
  at: number,
): Parameters<NarrowTest['fits']> {
  const known = { toolOf: () => definition, goodsOf, hasPreview };
  const recorded = recordedCall(known, data, { at, isLookedUp: true });
  return [recorded.call, recorded.facts(new Map(), undefined)];
}
