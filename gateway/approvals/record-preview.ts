import type { Preview } from '../../contract/model.ts';
import type { Clock } from '../../contract/ports.ts';
import type { ApprovalsTable } from '../store/approvals-table.ts';
import type { EventLog } from '../store/event-log.ts';
import type { PicturesTable } from '../store/pictures-table.ts';

interface Parts {
  readonly approvals: ApprovalsTable;
  readonly pictures: PicturesTable;
  readonly events: EventLog;
  readonly clock: Clock;
}

/** Writes what was found out about an approval's call, or that nothing was; inside a transaction. */
export function recordPreview(
  { approvals, pictures, events, clock }: Parts,
  approvalId: string,
  found: Preview | null,
): void {
  const goods = found && {
    ...found.goods,
    pictureId: found.picture === null ? null : pictures.add(found.picture, clock.now()),
  };
  approvals.setPreview(approvalId, goods, found?.pinnedArguments ?? null);
  events.append({ type: 'approval.previewed', data: { approvalId, goods } });
}
