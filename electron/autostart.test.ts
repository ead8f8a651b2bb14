import { expect, test } from 'vitest';
import { autostartEntry } from './autostart.ts';

test('a command with unusual characters stays one command', () => {
  const entry = autostartEntry(['/opt/My App/checkstand', '--data-dir=/home/a"b$c`d\\e%f']);
  expect(entry.split('\n')).toEqual([
    '[Desktop Entry]',
    'Type=Application',
    'Name=Checkstand',
    String.raw`Exec="/opt/My App/checkstand" "--data-dir=/home/a\\"b\\$c\\` + '`' + String.raw`d\\\\e%%f"`,
    '',
  ]);
});
