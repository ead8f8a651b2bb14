import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { checkstandCommand } from './bridge-command.ts';

test('the command that is offered to other programs runs, without any PATH', () => {
  const [node = '', ...args] = checkstandCommand() ?? [];
  const printed = execFileSync(node, [...args, 'bridge', '--help'], { env: {}, encoding: 'utf8' });
  expect(printed).toContain('checkstand bridge --grant NAME');
});
