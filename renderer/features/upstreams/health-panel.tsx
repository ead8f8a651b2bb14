import type { UpstreamHealth, UpstreamView } from '../../../contract/model.ts';
import { useNow } from '../../lib/console-context.ts';
import { formatAgo, formatFull, formatLeft, formatTime } from '../../lib/format.ts';
import { stateText } from '../../lib/upstreams/state-text.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Facts, type Fact } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { carrierText, revisionText } from './upstream-words.ts';
import styles from './health-panel.module.css';

const refreshMs = 3_000;

/** How an upstream is doing, and what it said last. */
export function HealthPanel({ upstream }: { readonly upstream: UpstreamView }) {
  const { name } = upstream;
  const now = useNow();
  const revision = `${upstream.state} ${Math.floor(now / refreshMs)}`;
  const { value: health, problem } = useQuery('upstreams.health', { name }, 0, revision);
  const { value: lines } = useQuery('upstreams.logs', { name }, 0, revision);
  return (
    <div className={styles.panel}>
      {problem !== null && <Notice tone="deny">{problem}</Notice>}
      {health && <Facts facts={factsOf(upstream, health, now)} />}
      <h3>Last lines</h3>
      {lines && lines.length > 0 ? (
        <ol className={styles.log} aria-label={`Last lines of ${name}`} tabIndex={0}>
          {lines.map(({ at, from, text }, index) => (
            <li key={`${at} ${index}`} className={from === 'gateway' ? styles.ours : styles.line}>
              <time className={styles.time} dateTime={new Date(at).toISOString()}>
                {formatTime(at)}
              </time>
              <span className={styles.text}>{text}</span>
            </li>
          ))}
        </ol>
      ) : (
        <p className={styles.soft}>Nothing was said yet.</p>
      )}
    </div>
  );
}

const breakers = {
  closed: null,
  open: 'calls are refused at once, because the last ones did not get through',
  half_open: 'the next call tries whether it is back',
} as const;

function processText(count: number): string {
  return count === 0 ? 'none at the moment; one starts when an agent comes' : String(count);
}

function factsOf(upstream: UpstreamView, health: UpstreamHealth, now: number): Fact[] {
  const { since, failures, lastError, retryAt, breaker, server, processes, startedAt } = health;
  return [
    ['State', `${stateText(upstream)}, since ${formatAgo(since, now)}`],
    ['Reached by', carrierText(health)],
    ['Speaks', revisionText(health)],
    ['Says it is', server ? `${server.name} ${server.version}` : null],
    ['Started', startedAt === null ? null : formatFull(startedAt)],
    ['Processes', upstream.kind === 'stdio' ? processText(processes) : null],
    ['Failures', failures > 0 ? `${failures} in a row` : null],
    ['Last error', lastError ? `${formatAgo(lastError.at, now)}: ${lastError.message}` : null],
    ['Next try', retryAt === null ? null : `in ${formatLeft(retryAt, now) ?? 'a moment'}`],
    ['Calls', breakers[breaker]],
    ['Sign-in', health.signIn === 'signed_in' ? 'signed in' : null],
  ];
}
