import type { ApprovalView, Verdict } from '../../contract/model.ts';
import { formatMoney } from '../../contract/money.ts';
import { noWords, oneWord } from './arguments.ts';
import { columns, timeText, type Command, type CommandContext } from './command.ts';

/** `approvals list|approve|deny`. */
export const approvalCommands: Readonly<Record<string, Command>> = {
  async list({ words, connect, print }) {
    noWords(words);
    const { call } = await connect();
    const { approvals } = await call('console.snapshot', {});
    const pending = approvals.filter((it) => it.state === 'pending');
    print(pending, pending.length === 0 ? 'nothing waits for a verdict' : table(pending));
    return 0;
  },
  approve: (context) => resolve(context, 'approve'),
  deny: (context) => resolve(context, 'deny'),
};

async function resolve({ words, args, connect, print }: CommandContext, verdict: Verdict): Promise<0 | 1> {
  const approvalId = oneWord(words, 'the id of the approval');
  const connection = await connect();
  if (!connection.isRunning)
    throw new Error('no app runs on this data folder, so no call waits for a verdict');
  const word = args.text('word');
  const approval = await connection.call('approvals.resolve', {
    approvalId,
    verdict,
    ...(word !== undefined && { word }),
  });
  print(
    approval,
    `${verdict === 'approve' ? 'approved' : 'denied'} ${approval.tool} of ${approval.grantName}`,
  );
  return 0;
}

function table(approvals: readonly ApprovalView[]): string {
  return columns([
    ['ID', 'SINCE', 'GRANT', 'TOOL', 'WHAT', 'TOTAL'],
    ...approvals.map((it) => [
      it.id,
      timeText(it.requestedAt),
      it.grantName,
      `${it.upstream}/${it.tool}`,
      it.goods?.title.slice(0, 60) ?? JSON.stringify(it.arguments).slice(0, 60),
      total(it),
    ]),
  ]);
}

function total({ goods }: ApprovalView): string {
  if (!goods || goods.totalMinor === null || goods.currency === null) return '-';
  return formatMoney({ amountMinor: goods.totalMinor, currency: goods.currency });
}
