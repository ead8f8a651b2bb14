import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../../test/support/temp-dir.ts';
import { openJournal } from './journal.ts';

/** In a process whose files may have 1 KiB: what would go beyond is written as far as there is room. */
const program = `
  const { openJournal } = await import(process.argv[1]);
  const journal = openJournal(process.argv[2]);
  const tell = (line) => {
    try {
      journal.append(line + '\\n');
      return 'written';
    } catch (error) {
      return error.message;
    }
  };
  const lines = ['a', 'b', 'c', 'd'].map((it) => it.repeat(299));
  console.log(JSON.stringify([...lines, 'e'.repeat(50)].map(tell)));
`;

test.runIf(process.platform === 'linux')(
  'a line for which there was room in part is refused, and neither it nor a piece of it is ever read',
  () => {
    const path = join(tempDir(), 'intents');
    const limited = `trap '' XFSZ; ulimit -f 1; exec "$0" "$@"`;
    const node = [process.execPath, '--disable-warning=ExperimentalWarning', '--input-type=module'];
    const module = new URL('journal.ts', import.meta.url).href;
    const told = execFileSync('bash', ['-c', limited, ...node, '-e', program, module, path], {
      encoding: 'utf8',
    });
    expect(JSON.parse(told)).toEqual([
      'written',
      'written',
      'written',
      `124 of 300 bytes could be written to \`${path}\`: is the disk full?`,
      'written',
    ]);
    const journal = openJournal(path);
    expect(journal.lines().map((it) => it.slice(0, 2))).toEqual(['aa', 'bb', 'cc', 'ee']);
    journal.close();
  },
);
