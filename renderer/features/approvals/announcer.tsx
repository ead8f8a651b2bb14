import { useEffect, useRef } from 'react';
import { useData } from '../../lib/console-context.ts';
import { soundTone } from '../../lib/tone.ts';
import { announcementOf, pendingOf } from './approval-words.ts';
import unseen from '../../ui/hidden.module.css';

/** Tells screen readers of the newest pending approval, whichever page is open; and everybody by a tone, if wanted. */
export function Announcer() {
  const newest = useData((data) => pendingOf(data.approvals).at(-1));
  const isSounding = useData((data) => data.settings.isSounding);
  const told = useRef(newest?.id);
  useEffect(() => {
    if (newest === undefined || newest.id === told.current) return;
    told.current = newest.id;
    if (isSounding) soundTone();
  }, [newest, isSounding]);
  return (
    <div role="log" aria-live="polite" aria-label="New approvals" className={unseen.hidden}>
      {newest && <p key={newest.id}>{announcementOf(newest)}</p>}
    </div>
  );
}
