import { ChevronRight } from 'lucide-react';
import type { UpstreamView } from '../../../contract/model.ts';
import { hrefOf } from '../../lib/route.ts';
import { failureWords } from '../../lib/upstreams/failure-words.ts';
import { stateText } from '../../lib/upstreams/state-text.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Badge } from '../../ui/badge.tsx';
import { Words } from '../../ui/words.tsx';
import { GradeMark } from './grade-mark.tsx';
import { StateDot } from './state-dot.tsx';
import { changedText, definitionsKey, transportText } from './upstream-words.ts';
import styles from './upstream-row.module.css';

/** One upstream in the list: all of the row leads to it, but for the grade, which explains itself. */
export function UpstreamRow({ upstream }: { readonly upstream: UpstreamView }) {
  const { name, address, tools, error, changedTools = [] } = upstream;
  const { value: report } = useQuery('catalogue.get', { name }, 0, definitionsKey(upstream));
  const { value: health } = useQuery('upstreams.health', { name }, 0, upstream.state);
  return (
    <li className={styles.row}>
      <a className={styles.link} href={hrefOf('upstreams', { name })}>
        <span className={styles.who}>
          <span className={styles.name}>
            <StateDot state={upstream.state} signIn={upstream.signIn} />
            <strong>{name}</strong>
            <span className={styles.state}>{stateText(upstream)}</span>
          </span>
          <span className={styles.address}>{address}</span>
          {error !== null && upstream.state === 'failed' && <FailureLine name={name} error={error} />}
        </span>
        <span className={styles.how}>{transportText(upstream, health)}</span>
        <span className={styles.tools}>
          {tools.length === 1 ? '1 tool' : `${tools.length} tools`}
          {changedTools.length > 0 && <Badge tone="ask">{changedText(changedTools.length)}</Badge>}
        </span>
        <ChevronRight aria-hidden className={styles.arrow} />
      </a>
      {tools.length > 0 && report && (
        <span className={styles.grade}>
          <GradeMark upstream={name} report={report} />
        </span>
      )}
    </li>
  );
}

/** The reason in short; the last thing its process said is most often the one that counts. */
function FailureLine({ name, error }: { readonly name: string; readonly error: string }) {
  const { reason, lines } = failureWords(name, error);
  const last = lines.at(-1);
  return (
    <span className={styles.error}>
      <Words text={reason} /> {last !== undefined && <code>{last}</code>}
    </span>
  );
}
