import { CopyButton } from '../../ui/copy-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import styles from './sign-in-notice.module.css';

interface Props {
  readonly name: string;
  readonly url: string;
  readonly isOpened: boolean;
}

/** Where the person signs in. The address comes from the server's side: shown before it is followed. */
export function SignInNotice({ name, url, isOpened }: Props) {
  const parsed = URL.parse(url);
  const isWeb = parsed?.protocol === 'https:' || parsed?.protocol === 'http:';
  const host = (isWeb && parsed?.host) || 'an unknown address';
  return (
    <Notice tone="info" title={isOpened ? 'Your browser shows the sign-in' : 'Sign in in your browser'}>
      <p>
        {name} sends you to <strong>{host}</strong>. Sign in there; this page notices by itself.
      </p>
      {!isOpened && isWeb && (
        <p className={styles.link}>
          <a href={url} target="_blank" rel="noreferrer">
            Open {host}
          </a>
          <CopyButton text={url} />
        </p>
      )}
    </Notice>
  );
}
