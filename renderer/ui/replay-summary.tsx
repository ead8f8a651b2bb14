import type { ReplayReport } from '../../contract/model.ts';
import { argumentLine } from '../lib/argument-words.ts';
import { formatDayAndTime, formatNumber } from '../lib/format.ts';
import { sentence } from '../lib/use-command.ts';
import { Badge, type Tone } from './badge.tsx';
import { Notice } from './notice.tsx';
import styles from './replay-summary.module.css';
import type { Segment } from './segmented.tsx';
import { Words } from './words.tsx';

export type ReplayDays = '1' | '7' | '30' | '90';
export const replayDays: readonly Segment<ReplayDays>[] = [
  { value: '1', label: '1 day' },
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
];

interface Props {
  readonly report: ReplayReport | null;
  readonly days: ReplayDays;
  /** The tool that stands first. */
  readonly first: string | null;
  readonly problem: string | null;
  /** `waiting`: the draft has problems, so there is nothing to ask yet. */
  readonly state: 'waiting' | 'running' | 'current';
}

type Change = ReplayReport['changes'][number];

/** Recorded calls, decided again by a draft: how many would come out otherwise, and some of them. */
export function ReplaySummary({ report, days, first, problem, state }: Props) {
  if (problem !== null) return <Notice tone="deny">{problem}</Notice>;
  if (state === 'waiting') return <p className={styles.soft}>As soon as nothing is missing or wrong.</p>;
  if (!report) return <p className={styles.soft}>Looking at the calls on record…</p>;
  const changes = report.changes.toSorted((a, b) => Number(b.tool === first) - Number(a.tool === first));
  return (
    <div className={styles.report} aria-busy={state === 'running'}>
      <p className={styles.line} role="status">
        {summaryWords(report, days)}
      </p>
      {changes.length > 0 && (
        <ul className={styles.changes}>
          {changes.map((change) => (
            <ChangeItem key={`${change.tool} ${change.from} ${change.to}`} change={change} />
          ))}
        </ul>
      )}
      {report.undecidable > 0 && (
        <p className={styles.soft}>
          {callCount(report.undecidable)} could not be judged: a value that the rules look at was redacted or
          never recorded.
        </p>
      )}
    </div>
  );
}

function ChangeItem({ change }: { readonly change: Change }) {
  const { tool, from, to, count, calls } = change;
  return (
    <li>
      <details className={styles.change}>
        <summary>
          <span className={styles.tool}>{tool}</span>
          <Badge tone={tones[to] ?? 'none'}>
            {formatNumber(count)} {outcomeWords(from, to, count)}
          </Badge>
        </summary>
        <ul className={styles.calls}>
          {calls.map((call) => (
            <li key={call.callId}>
              <span className={styles.time}>{formatDayAndTime(call.at)}</span>
              <span>
                <code>{argumentLine(call.arguments) || 'no arguments'}</code>
                <br />
                <Words text={sentence(call.text)} />
              </span>
            </li>
          ))}
          {count > calls.length && (
            <li className={styles.soft}>and {formatNumber(count - calls.length)} before these</li>
          )}
        </ul>
      </details>
    </li>
  );
}

/** "14 asked before would now be denied" without the number. */
export function outcomeWords(from: string, to: string, count: number): string {
  const was = count === 1 ? 'was' : 'were';
  return `that ${was} ${pastWords[from] ?? from} would ${futureWords[to] ?? to}`;
}

const pastWords: Readonly<Record<string, string>> = {
  allow: 'allowed',
  ask: 'asked',
  deny: 'denied',
  hidden: 'hidden',
};
const futureWords: Readonly<Record<string, string>> = {
  allow: 'now pass',
  ask: 'now ask',
  deny: 'now be denied',
  hidden: 'now be hidden',
};
const tones: Readonly<Record<string, Tone>> = { allow: 'allow', ask: 'ask', deny: 'deny', hidden: 'hide' };

function summaryWords({ calls, unchanged, changes }: ReplayReport, days: ReplayDays): string {
  const period = days === '1' ? 'the last day' : `the last ${days} days`;
  if (calls === 0) return `No calls on record in ${period}: there is nothing to compare with.`;
  const changed = changes.reduce((sum, it) => sum + it.count, 0);
  if (changed === 0)
    return `${callCount(unchanged)} of ${period} would be decided as ${unchanged === 1 ? 'it was' : 'they were'}.`;
  return `Of ${callCount(calls)} in ${period}, ${formatNumber(changed)} would be decided otherwise:`;
}

function callCount(count: number): string {
  return count === 1 ? '1 call' : `${formatNumber(count)} calls`;
}
