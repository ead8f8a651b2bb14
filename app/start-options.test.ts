import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { defaultDataDir } from './data-dir.ts';
import { parseStartOptions } from './start-options.ts';

test('reads all options', () => {
  const line =
    '--headless --json --port 0 --ui-port 65535 --data-dir d --store https://www.amazon.co.uk/ --grant me --browser b';
  expect(parseStartOptions(line.split(' '))).toEqual({
    isHeadless: true,
    isJson: true,
    port: 0,
    uiPort: 65535,
    dataDir: resolve('d'),
    store: 'amazon.co.uk',
    grant: 'me',
    browserPath: resolve('b'),
  });
  expect(parseStartOptions([])).toEqual({ isHeadless: false, isJson: false, dataDir: defaultDataDir() });
});

test.each([
  ['--port 65536', '--port `65536` is no port'],
  ['--port -1', '--port'],
  ['--port 80x', '`80x`'],
  ['--headless --ui-port many', '--ui-port `many`'],
  ['--store ebay.com', 'unknown store `ebay.com`'],
  ['--store amazon.com.evil.example', 'unknown store'],
  ['--headless --grant -', 'unusable grant name'],
  ['--json', '--json needs --headless'],
  ['--grant me', '--grant needs --headless'],
  ['--hedless', '--hedless'],
  ['now', 'unexpected `now`'],
])('refuses `%s`', (line, message) => {
  expect(() => parseStartOptions(line.split(' '))).toThrow(message);
});

test('each system has its own place for data', () => {
  expect(defaultDataDir('linux', {}, '/home/a')).toBe('/home/a/.local/share/checkstand');
  expect(defaultDataDir('linux', { XDG_DATA_HOME: '/data' }, '/home/a')).toBe('/data/checkstand');
  expect(defaultDataDir('linux', { XDG_DATA_HOME: 'data' }, '/home/a')).toBe(
    '/home/a/.local/share/checkstand',
  );
  expect(defaultDataDir('darwin', {}, '/Users/a')).toBe('/Users/a/Library/Application Support/Checkstand');
  expect(defaultDataDir('win32', { APPDATA: 'C:\\Roaming' }, 'C:\\a')).toBe('C:\\Roaming\\Checkstand');
});
