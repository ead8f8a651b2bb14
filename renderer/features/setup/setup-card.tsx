import { ArrowRight, Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { useData } from '../../lib/console-context.ts';
import { hrefOf } from '../../lib/route.ts';
import styles from './setup-card.module.css';

/** What to do first, on the Live page until there is a call. */
export function SetupCard() {
  const hasGrant = useData((data) => data.grants.some((it) => it.revokedAt === null));
  const store = useData((data) => data.store);
  const isDemo = store.store === 'demo';
  return (
    <section className={styles.card} aria-label="First steps">
      <h2 className={styles.title}>{hasGrant ? 'No calls yet' : 'Welcome to Checkstand'}</h2>
      <p className={styles.lead}>
        It stands between your agents and their tools. Reading passes; what costs money waits for you. Calls
        show here as they happen.
      </p>
      <ol className={styles.steps}>
        <Step
          isDone={hasGrant}
          title="Connect an agent"
          link={<a href={hrefOf('clients')}>{hasGrant ? 'See its grant' : 'Connect an agent'}</a>}
        >
          {hasGrant
            ? 'A grant exists. Put its token into the agent and let it call a tool.'
            : 'Make a grant and paste the text it gives you into Claude Code, Codex, Cursor, VS Code or Gemini CLI.'}
        </Step>
        <Step
          isDone={!isDemo && store.session === 'signed_in'}
          title="Use my Amazon account"
          link={<a href={hrefOf('store')}>{isDemo ? 'See its session and cart' : 'Sign in'}</a>}
        >
          {isDemo ? (
            <>
              You are on the built-in demo store: nothing there is real. To shop at Amazon, quit and start
              with <code>--store amazon.com</code>, or the domain you shop at, and sign in on the Store page.
            </>
          ) : (
            `Sign in to ${store.store} in a visible browser window, once.`
          )}
        </Step>
        <Step isDone={false} title="Look at the rules" link={<a href={hrefOf('tools')}>See the rules</a>}>
          The shipped policy lets agents read, asks before anything is put into the cart, and denies the rest.
        </Step>
      </ol>
    </section>
  );
}

interface StepProps {
  readonly isDone: boolean;
  readonly title: string;
  readonly link: ReactNode;
  readonly children: ReactNode;
}

function Step({ isDone, title, link, children }: StepProps) {
  return (
    <li className={styles.step}>
      <span className={isDone ? styles.done : styles.mark} aria-label={isDone ? 'Done' : undefined}>
        {isDone && <Check aria-hidden />}
      </span>
      <div className={styles.body}>
        <h3>{title}</h3>
        <p className={styles.text}>{children}</p>
        <span className={styles.link}>
          {link}
          <ArrowRight aria-hidden />
        </span>
      </div>
    </li>
  );
}
