import { expect, test } from 'vitest';
import { demoSwitchChange } from '../../../contract/demo-switches.ts';
import { demoChoices, isChosen } from './demo-choices.ts';

test('every choice is one the app takes, and no two are the same', () => {
  for (const { label, switches } of demoChoices) {
    expect(demoSwitchChange.safeParse(switches).error, label).toBeUndefined();
  }
  const alike = demoChoices.map(({ switches }) => demoChoices.filter((it) => isChosen(it, switches)));
  expect(alike.map((it) => it.length)).toEqual(demoChoices.map(() => 1));
});
