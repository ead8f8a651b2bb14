import { useState } from 'react';
import type { DemoSwitchChange } from '../../../contract/demo-switches.ts';
import { classes } from '../../lib/classes.ts';
import { useIsConnected } from '../../lib/console-context.ts';
import { useCommand } from '../../lib/use-command.ts';
import { useQuery } from '../../lib/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Section } from '../../ui/page.tsx';
import { demoChoices, isChosen } from './demo-choices.ts';
import styles from './demo-menu.module.css';

/** Makes the demo store misbehave, so that a person can see what Checkstand and the agents do then. */
export function DemoMenu() {
  const isConnected = useIsConnected();
  const asked = useQuery('demo.getSwitches', isConnected ? {} : null, 0);
  const set = useCommand('demo.setSwitches');
  const [answer, setAnswer] = useState<DemoSwitchChange | null>(null);
  const switches = answer ?? asked.value;
  const problem = set.problem ?? asked.problem;
  const isIdle = isConnected && switches !== null && !set.isRunning;
  const choose = (change: DemoSwitchChange): void => {
    if (isIdle) void set.run(change).then((it) => it && setAnswer(it)); // `run` never rejects
  };
  const isNormal = switches !== null && Object.keys(switches).length === 0;
  return (
    <Section
      title="Try what can go wrong"
      aside={
        <Button disabled={!isIdle || isNormal} onClick={() => choose({})}>
          Everything normal again
        </Button>
      }
    >
      <p className={styles.hint}>
        Choose one, and agents meet it from their next call on, until you choose another or Checkstand starts
        again.
      </p>
      <p role="status" className={styles.state}>
        {switches === null ? '' : wordsFor(switches)}
      </p>
      {problem !== null && <Notice tone="deny">{problem}</Notice>}
      <ul className={styles.choices}>
        {demoChoices.map((choice) => {
          const isOn = switches !== null && isChosen(choice, switches);
          return (
            <li key={choice.label}>
              <button
                type="button"
                className={classes(styles.choice, isOn && styles.on)}
                aria-pressed={isOn}
                aria-disabled={!isIdle}
                onClick={() => choose(isOn ? {} : choice.switches)}
              >
                <span className={styles.label}>{choice.label}</span>
                <span className={styles.hint}>{choice.hint}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function wordsFor(switches: DemoSwitchChange): string {
  const chosen = demoChoices.find((it) => isChosen(it, switches));
  if (chosen) return `On: ${chosen.label}.`;
  const names = Object.keys(switches);
  return names.length === 0 ? 'Everything is normal.' : `Set by something else: ${names.join(', ')}.`;
}
