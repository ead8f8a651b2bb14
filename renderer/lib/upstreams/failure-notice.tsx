import type { UpstreamView } from '../../../contract/model.ts';
import { Notice } from '../../ui/notice.tsx';
import { Words } from '../../ui/words.tsx';
import { failureWords } from './failure-words.ts';
import styles from './failure-notice.module.css';

/** Why an upstream does not run, and what its process printed last; nothing when all is well. */
export function FailureNotice({ upstream }: { readonly upstream: UpstreamView }) {
  const { name, state, error } = upstream;
  if (error === null) return null;
  const { reason, lines } = failureWords(name, error);
  return (
    <Notice tone="deny" title={state === 'failed' ? 'Not available' : 'Something is wrong'}>
      <Words text={reason} />
      {lines.length > 0 && <pre className={styles.lines}>{lines.join('\n')}</pre>}
    </Notice>
  );
}
