import { expect, test } from 'vitest';
import { browserCandidates, BrowserNotFoundError, findBrowser, type Surroundings } from './find-browser.ts';

const at = (
  platform: NodeJS.Platform,
  present: readonly string[],
  env: Record<string, string> = {},
): Surroundings => ({
  platform,
  env,
  isExecutable: (path) => present.includes(path),
  playwrightPath: '/cache/playwright/chrome',
});

test('a named path wins, the setting before the variable; a wrong one is told, not passed over', () => {
  const here = at('linux', ['/my/chrome', '/env/chrome', '/usr/bin/chromium'], {
    CHECKSTAND_BROWSER: '/env/chrome',
  });
  expect(findBrowser('/my/chrome', here).path).toBe('/my/chrome');
  expect(findBrowser('', here).path).toBe('/env/chrome');
  expect(() => findBrowser('/gone/chrome', here)).toThrow(/no browser at `\/gone\/chrome`/);
});

test('looks for Chrome, then Edge, then Chromium, then Playwright’s own', () => {
  const env = { PATH: '/usr/local/bin:/usr/bin' };
  const chrome = '/usr/bin/google-chrome';
  const edge = '/usr/bin/microsoft-edge';
  const own = '/cache/playwright/chrome';
  expect(findBrowser('', at('linux', [own, '/usr/bin/chromium', edge, chrome], env)).path).toBe(chrome);
  expect(findBrowser('', at('linux', [own, '/usr/bin/chromium', edge], env)).path).toBe(edge);
  expect(findBrowser('', at('linux', [own, '/usr/bin/chromium'], env)).path).toBe('/usr/bin/chromium');
  expect(findBrowser('', at('linux', [own], env)).path).toBe(own);
});

test('knows where Windows and macOS keep browsers', () => {
  const windows = browserCandidates(
    at('win32', [], { PROGRAMFILES: 'C:\\Program Files', LOCALAPPDATA: 'C:\\Users\\a\\AppData\\Local' }),
  ).map((it) => it.path);
  expect(windows).toContain('C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe');
  expect(windows).toContain('C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe');
  const mac = browserCandidates(at('darwin', [], { HOME: '/Users/a' })).map((it) => it.path);
  expect(mac).toContain('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
  expect(mac).toContain('/Users/a/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge');
});

test('finding none lists every place, how to install and how to name one', () => {
  const error = (() => {
    try {
      return findBrowser('', at('linux', [], { PATH: '/usr/bin' }));
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toBeInstanceOf(BrowserNotFoundError);
  const { message, lookedFor } = error as BrowserNotFoundError; // checked on the line above
  expect(lookedFor).toContain('/usr/bin/google-chrome-stable');
  expect(lookedFor.at(-1)).toBe('/cache/playwright/chrome');
  expect(message).toMatch(/apt install chromium.*CHECKSTAND_BROWSER.*\/usr\/bin\/google-chrome-stable/);
});
