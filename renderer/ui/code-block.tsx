import { CopyButton } from './copy-button.tsx';
import styles from './code-block.module.css';

interface Props {
  readonly label: string;
  readonly text: string;
  readonly canCopy?: boolean;
}

export function CodeBlock({ label, text, canCopy }: Props) {
  return (
    <figure className={styles.block}>
      <pre className={styles.text} tabIndex={0} aria-label={label}>
        {text}
      </pre>
      {canCopy && (
        <div className={styles.copy}>
          <CopyButton text={text} />
        </div>
      )}
    </figure>
  );
}
