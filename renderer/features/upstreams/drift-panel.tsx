import { Check } from 'lucide-react';
import type { DefinitionChange, DriftView } from '../../../contract/catalogue.ts';
import type { UpstreamView } from '../../../contract/model.ts';
import { visibleText } from '../../../contract/visible-text.ts';
import { useIsConnected } from '../../lib/console-context.ts';
import { formatFull } from '../../lib/format.ts';
import { useCommand } from '../../lib/use-command.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Words } from '../../ui/words.tsx';
import { FindingList } from './finding-list.tsx';
import { definitionsKey } from './upstream-words.ts';
import { diffWords } from './word-diff.ts';
import unseen from '../../ui/hidden.module.css';
import styles from './drift-panel.module.css';

/** What is other about the tools of an upstream than when they were allowed. */
export function DriftPanel({ upstream }: { readonly upstream: UpstreamView }) {
  const revision = `${definitionsKey(upstream)} ${upstream.changedTools?.join(' ') ?? ''}`;
  const { value, problem } = useQuery('drift.list', {}, 0, revision);
  if (problem !== null) return <Notice tone="deny">{problem}</Notice>;
  return (
    <ul className={styles.drifts}>
      {(value ?? [])
        .filter((it) => it.upstream === upstream.name)
        .map((drift) => (
          <Drift key={drift.tool} drift={drift} />
        ))}
    </ul>
  );
}

function Drift({ drift }: { readonly drift: DriftView }) {
  const { upstream, tool, pinnedAt, definitionHash, changes, before, after, findings } = drift;
  const accept = useCommand('drift.accept');
  const isConnected = useIsConnected();
  const isOtherClass = before.category !== after.category || before.risk !== after.risk;
  return (
    <li className={styles.drift}>
      <header className={styles.head}>
        <div>
          <h3>{visibleText(tool)}</h3>
          <p className={styles.soft}>as allowed on {formatFull(pinnedAt)}, and as it is now</p>
        </div>
        <Button
          icon={<Check aria-hidden />}
          disabled={!isConnected}
          isBusy={accept.isRunning}
          aria-label={`Accept the change of ${tool}`}
          onClick={() => void accept.run({ name: upstream, tool, definitionHash })} // problems are shown below
        >
          Accept the change
        </Button>
      </header>
      {accept.problem !== null && (
        <Notice tone="deny">
          <Words text={accept.problem} />
        </Notice>
      )}
      {isOtherClass && (
        <p className={styles.classes}>
          Classed otherwise now:{' '}
          <Badge tone="none">
            {before.category} · {before.risk}
          </Badge>{' '}
          <span aria-hidden>→</span>
          <span className={unseen.hidden}> now </span>{' '}
          <Badge tone="ask">
            {after.category} · {after.risk}
          </Badge>
        </p>
      )}
      {findings.length > 0 && <FindingList findings={findings} />}
      <ul className={styles.changes}>
        {changes.map((change) => (
          <Change key={`${change.pointer} ${change.text}`} change={change} />
        ))}
      </ul>
    </li>
  );
}

function Change({ change }: { readonly change: DefinitionChange }) {
  const { text, before, after } = change;
  return (
    <li className={styles.change}>
      <p className={styles.what}>
        <Words text={`${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`} />
      </p>
      <pre className={styles.text}>
        {diffWords(textOf(before), textOf(after)).map((run, at) =>
          run.kind === 'same' ? (
            <span key={at}>{run.text}</span>
          ) : run.kind === 'removed' ? (
            <del key={at} className={styles.removed}>
              {run.text}
            </del>
          ) : (
            <ins key={at} className={styles.added}>
              {run.text}
            </ins>
          ),
        )}
      </pre>
    </li>
  );
}

/** As a person reads it: nothing in it stays unseen. */
function textOf(value: DefinitionChange['before']): string {
  if (value === undefined) return '';
  return visibleText(typeof value === 'string' ? value : JSON.stringify(value, null, 2));
}
