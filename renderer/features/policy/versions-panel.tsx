import type { PolicyView } from '../../../contract/model.ts';
import { formatDayAndTime, formatFull } from '../../lib/format.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Badge } from '../../ui/badge.tsx';
import { Notice } from '../../ui/notice.tsx';
import styles from './versions-panel.module.css';
import type { PolicyDraft } from './use-policy-draft.ts';
import type { Comparison } from './version-diff.tsx';

interface Props {
  readonly draft: PolicyDraft;
  readonly shown: Comparison | null;
  readonly onShow: (comparison: Comparison | null) => void;
}

/** Every version that was ever saved, newest first: who, when; a click shows what it changed. */
export function VersionsPanel({ draft, shown, onShow }: Props) {
  const { target, saved } = draft;
  const versions = useQuery('policy.versions', target, 0, saved?.version);
  if (versions.problem !== null) return <Notice tone="deny">{versions.problem}</Notice>;
  if (!versions.value) return <p className={styles.soft}>Reading the versions…</p>;
  if (versions.value.length === 0) return <p className={styles.soft}>Nothing was saved yet.</p>;
  return (
    <ol className={styles.list}>
      {versions.value.map((version, at, all) => {
        const isShown = shown?.kind === 'version' && shown.version.version === version.version;
        return (
          <li key={version.version}>
            <button
              type="button"
              className={styles.version}
              aria-pressed={isShown}
              onClick={() =>
                onShow(isShown ? null : { kind: 'version', version, before: all[at + 1] ?? null })
              }
            >
              <VersionWords version={version} isInForce={version.version === saved?.version} />
            </button>
          </li>
        );
      })}
    </ol>
  );
}

function VersionWords({ version, isInForce }: { readonly version: PolicyView; readonly isInForce: boolean }) {
  return (
    <>
      <strong>Version {version.version}</strong>
      {isInForce && <Badge tone="allow">in force</Badge>}
      <span className={styles.when} title={formatFull(version.savedAt)}>
        {formatDayAndTime(version.savedAt)}
      </span>
      <span className={styles.who}>{version.savedBy}</span>
    </>
  );
}
