import { expect, test } from 'vitest';
import { readShellOptions } from './start-options.ts';

test('finds its options among those of Chromium and Electron', () => {
  const argv = ['--no-sandbox', '--inspect=0', '.', '--hidden', '--port', '4800', '--data-dir=/tmp/shop'];
  expect(readShellOptions(argv)).toMatchObject({
    port: 4800,
    dataDir: '/tmp/shop',
    dataDirFlags: ['--data-dir=/tmp/shop'],
    isHidden: true,
  });
});

test('without options it starts on the usual folder, with a window', () => {
  const options = readShellOptions(['.']);
  expect(options).toMatchObject({ dataDirFlags: [], isHidden: false });
  expect('port' in options).toBe(false);
});

test.each([
  [['--port', 'eighty'], '`eighty`'],
  [['--port', '70000'], '`70000`'],
  [['--store', 'ebay'], '`ebay`'],
])('%j is an error that names it', (argv, named) => {
  expect(() => readShellOptions(argv)).toThrow(named);
});
