import { createServer } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Snapshot } from '../../contract/api.ts';
import type { NewEvent } from '../../contract/events.ts';
import type { ApprovalView } from '../../contract/model.ts';
import { startConsoleFixture, type ConsoleFixture } from '../support/console-fixture.ts';
import { launchBrowser, openConsole } from '../support/console-page.ts';
import { busySample, emptySample, manyCalls, sampleApproval } from '../support/console-sample.ts';
import { tempDir } from '../support/temp-dir.ts';

/** What the console shows and sends, in a real browser, on the real console server, without the gateway behind it. */

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

let fixture: ConsoleFixture | undefined;
afterEach(async () => {
  await Promise.all(browser.contexts().map((it) => it.close()));
  await fixture?.close();
  fixture = undefined;
});

const start = async (sample: Snapshot, port = 0) => {
  fixture = await startConsoleFixture(sample, { dataDir: tempDir(), port });
  return fixture;
};
const open = async (sample: Snapshot, viewport?: { width: number; height: number }) => {
  const started = await start(sample);
  return { fixture: started, ...(await openConsole(browser, started.ui.oneTimeLink(), viewport)) };
};
const withApprovals = (...approvals: ApprovalView[]): Snapshot => ({ ...emptySample(Date.now()), approvals });
const oneApproval = () => withApprovals(sampleApproval('a1', Date.now()));
const verdicts = ({ sent }: ConsoleFixture) =>
  sent.filter((it) => it.name === 'approvals.resolve').map((it) => it.input);

test('opens by a one-time link, cleans the address, stays signed in over a reload, and is locked to others', async () => {
  const { page, fixture } = await open(emptySample(Date.now()));
  await page.getByRole('heading', { name: 'Welcome to Checkstand' }).waitFor();
  expect(page.url()).not.toContain('ticket');
  await page.reload();
  await page.getByRole('heading', { name: 'Welcome to Checkstand' }).waitFor();

  const stranger = await openConsole(browser, fixture.ui.url);
  await stranger.page.getByRole('heading', { name: 'This page is locked' }).waitFor();
  // A fresh link, pasted, opens it.
  await stranger.page.getByLabel('Link or key').fill(fixture.ui.oneTimeLink());
  await stranger.page.getByRole('button', { name: 'Open' }).click();
  await stranger.page.getByRole('heading', { name: 'Welcome to Checkstand' }).waitFor();
});

test('a used link and a wrong key say so', async () => {
  const { fixture } = await open(emptySample(Date.now()));
  const link = fixture.ui.oneTimeLink();
  const first = await openConsole(browser, link);
  await first.page.getByRole('navigation').waitFor();
  const second = await openConsole(browser, link);
  await second.page.getByRole('heading', { name: /used already/ }).waitFor();
  await second.page.getByLabel('Link or key').fill('not-a-key-not-a-key-not-a-key');
  await second.page.getByRole('button', { name: 'Open' }).click();
  await second.page.getByRole('heading', { name: /not valid any more/ }).waitFor();
});

test('an approval shows its goods and what they do to the cart, and a click on approve sends that verdict', async () => {
  const { page, fixture } = await open(oneApproval());
  await expect.poll(() => page.title()).toBe('(1) Checkstand');
  const card = page.getByRole('article', { name: /Duracell/ });
  for (const text of [
    '$18.99',
    '× 2',
    '$37.98',
    '$40.99',
    '$78.97',
    'claude-code 2.1.330',
    'It adds to your cart.',
  ])
    await card.getByText(text, { exact: true }).waitFor();
  await card.getByRole('img').or(card.locator('img')).first().waitFor();
  await page.getByRole('button', { name: /approve/i }).click();
  await page.getByText(/^Approved in the console/).waitFor();
  expect(verdicts(fixture)).toEqual([{ approvalId: 'a1', verdict: 'approve' }]);
  expect(await page.getByRole('button', { name: /approve/i }).count()).toBe(0);
  await expect.poll(() => page.title()).toBe('Checkstand');
});

test('a denial carries the word to the agent', async () => {
  const { page, fixture } = await open(oneApproval());
  await page.getByRole('button', { name: /add a word/i }).click();
  await page.getByLabel('What the agent is told with the denial').fill('we have some, add none');
  // Letters typed into the field are not verdicts.
  expect(verdicts(fixture)).toEqual([]);
  await page.getByRole('button', { name: 'Deny' }).click();
  await page.getByText('Denied in the console').waitFor();
  expect(verdicts(fixture)).toEqual([{ approvalId: 'a1', verdict: 'deny', word: 'we have some, add none' }]);
});

test('neither a key nor a click counts within 600 ms of the arrival of a card', async () => {
  const { page, fixture } = await open(emptySample(Date.now()));
  await page.getByRole('heading', { name: 'Welcome to Checkstand' }).waitFor();
  // From inside the page, at the very moment that the card is drawn: no test runner's round trip is in between.
  await page.evaluate(() => {
    const log: { isArmed: boolean; at: number }[] = [];
    Object.assign(window, { log });
    new MutationObserver((_, observer) => {
      const button = document.querySelector<HTMLButtonElement>('[data-verdict=approve]');
      if (!button) return;
      observer.disconnect();
      const start = performance.now();
      const timer = setInterval(() => {
        button.click();
        document.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }));
        const isArmed = button.getAttribute('aria-disabled') === 'false';
        log.push({ isArmed, at: performance.now() - start });
        if (isArmed) clearInterval(timer);
      }, 20);
    }).observe(document.body, { childList: true, subtree: true });
  });
  fixture.record(decided('call-1'));
  fixture.record({
    type: 'approval.requested',
    data: {
      approvalId: 'n1',
      callId: 'call-1',
      why: 'money',
      rule: '',
      expiresAt: Date.now() + 60_000,
      preview: 'none',
    },
  });
  await page.getByText(/^Approved in the console/).waitFor();
  expect(verdicts(fixture)).toEqual([{ approvalId: 'n1', verdict: 'approve' }]);
  const log = await page.evaluate(
    () => (window as unknown as { log: { isArmed: boolean; at: number }[] }).log,
  );
  const armedAt = log.find((it) => it.isArmed)?.at ?? 0;
  expect(log.filter((it) => !it.isArmed).length).toBeGreaterThan(5);
  expect(armedAt).toBeGreaterThan(550);
});

test('a card whose price arrives starts its delay again', async () => {
  // Asked in the future: on a slow machine the page would else be past its patience when it is drawn.
  const requestedAt = Date.now() + 60_000;
  const asked = sampleApproval('a1', Date.now(), { preview: 'loading', goods: null, requestedAt });
  const { page, fixture } = await open(withApprovals(asked));
  const approve = page.getByRole('button', { name: /approve/i });
  await page.getByText('Looking up product and price…').waitFor();
  await page.getByRole('button', { name: 'Deny' }).and(page.locator('[aria-disabled=false]')).waitFor();
  // Deny is armed, approve waits for the price.
  expect(await approve.getAttribute('aria-disabled')).toBe('true');
  await page.evaluate(watchArming, '$37.98');
  const { goods } = sampleApproval('a1', Date.now());
  fixture.record({ type: 'approval.previewed', data: { approvalId: 'a1', goods } });
  await approve.and(page.locator('[aria-disabled=false]')).waitFor();
  expect(await page.evaluate(armingTook)).toBeGreaterThan(550);
  await approve.click();
  await page.getByText(/^Approved in the console/).waitFor();
});

test('a card that moves, because the one above it went, starts its delay again', async () => {
  const now = Date.now();
  const { page, fixture } = await open(
    withApprovals(sampleApproval('below', now), sampleApproval('above', now, { requestedAt: now - 60_000 })),
    { width: 420, height: 640 },
  );
  const below = page.locator('[data-pending=below] [data-verdict=approve]');
  await below.and(page.locator('[aria-disabled=false]')).waitFor();
  await page.evaluate(watchArming, 'Denied from the tray menu');
  fixture.record({
    type: 'approval.resolved',
    data: { approvalId: 'above', verdict: 'deny', word: null, by: 'tray' },
  });
  await page.getByText('Denied from the tray menu').waitFor();
  await below.and(page.locator('[aria-disabled=false]')).waitFor();
  expect(await page.evaluate(armingTook)).toBeGreaterThan(550);
});

test('A answers the first card, D the one that has the focus; with a modifier they are not ours', async () => {
  const now = Date.now();
  const { page, fixture } = await open(
    withApprovals(
      sampleApproval('second', now),
      sampleApproval('first', now, { requestedAt: now - 60_000, arguments: { query: 'x' } }),
    ),
  );
  const cards = page.getByRole('article');
  await expect.poll(() => cards.count()).toBe(2);
  await page.locator('[data-verdict=approve][aria-disabled=false]').nth(1).waitFor();
  await page.keyboard.press('Control+d');
  await cards.nth(1).getByRole('button', { name: 'Deny' }).focus();
  await page.keyboard.press('d');
  await page.getByText('Denied in the console').waitFor();
  await page.locator('[data-pending=first] [data-verdict=approve][aria-disabled=false]').waitFor();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('a');
  await page.getByText(/^Approved in the console/).waitFor();
  expect(verdicts(fixture)).toEqual([
    { approvalId: 'second', verdict: 'deny' },
    { approvalId: 'first', verdict: 'approve' },
  ]);
});

test('an approval answered elsewhere says so', async () => {
  const { page, fixture } = await open(oneApproval());
  await page.getByRole('button', { name: /approve/i }).waitFor();
  fixture.record({
    type: 'approval.resolved',
    data: { approvalId: 'a1', verdict: 'deny', word: null, by: 'tray' },
  });
  await page.getByText('Denied from the tray menu').waitFor();
  expect(await page.getByRole('button', { name: /approve/i }).count()).toBe(0);
});

test('pausing says what it means, and resuming takes it back', async () => {
  const { page, fixture } = await open(emptySample(Date.now()));
  await page.getByRole('switch', { name: 'Pause all' }).click();
  await page.getByText('Paused: every call is denied.').waitFor();
  expect(fixture.state().isPaused).toBe(true);
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect.poll(() => fixture.state().isPaused).toBe(false);
  await expect.poll(() => page.getByText('Paused: every call is denied.').count()).toBe(0);
});

test('a tool is switched with one click; one that a pattern hides cannot be lifted alone', async () => {
  const { page, fixture } = await open(emptySample(Date.now()));
  await page.getByRole('link', { name: 'Tools' }).click();
  const rule = page.getByRole('radiogroup', { name: 'Rule for add_to_cart' });
  await rule.getByRole('radio', { name: 'Ask', checked: true }).waitFor();
  await rule.getByRole('radio', { name: 'Deny' }).click();
  await rule.getByRole('radio', { name: 'Deny', checked: true }).waitFor();
  expect(fixture.sent.at(-1)).toEqual({
    name: 'tools.setEffect',
    input: { upstream: 'cart', tool: 'add_to_cart', effect: 'deny' },
  });
  const stuck = page.getByRole('radiogroup', { name: 'Rule for search_wholefoods' });
  expect(await stuck.getByRole('radio', { name: 'Allow' }).isDisabled()).toBe(true);
  await page.getByText('which covers other tools too').waitFor();
});

test('a new grant shows its token once, in the text for each client', async () => {
  const { page } = await open(emptySample(Date.now()));
  await page.getByRole('link', { name: 'Clients' }).click();
  await page.getByRole('button', { name: 'Connect an agent' }).click();
  await page.getByRole('button', { name: 'Create grant' }).click();
  await page.getByText('Give it a name.').waitFor();
  await page.getByLabel('Name').fill('kitchen agent');
  await page.getByRole('button', { name: 'Create grant' }).click();
  const dialog = page.getByRole('dialog', { name: /kitchen agent/ });
  const token = await dialog.getByTestId('token').innerText();
  expect(token).toMatch(/^ckst_/);
  for (const client of ['Claude Code', 'Codex', 'Cursor', 'VS Code', 'Gemini CLI']) {
    await dialog.getByRole('tab', { name: client, exact: true }).click();
    const text = await dialog.getByLabel(`Configuration for ${client}`).innerText();
    expect(text).toContain('http://127.0.0.1:4747/mcp/cart');
    expect(text).toContain(token);
  }
  // Neither Escape nor a click beside it throws away the only sight of it.
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('heading', { name: /kitchen agent/ }).waitFor();
  expect(await page.locator('body').innerText()).not.toContain(token);
  await page.getByRole('button', { name: 'Revoke…' }).click();
  await page.getByRole('button', { name: 'Revoke', exact: true }).click();
  await page.getByText('revoked', { exact: true }).waitFor();
});

test('says when Checkstand is gone, offers no answers then, and comes back with what was missed', async () => {
  const port = await freePort();
  const first = await start(oneApproval(), port);
  const { page } = await openConsole(browser, first.ui.oneTimeLink());
  await page.getByRole('button', { name: /approve/i }).waitFor();
  await first.close();
  await page.getByText('Checkstand is not running, or cannot be reached.').waitFor();
  await page.getByRole('button', { name: 'Deny' }).and(page.locator('[title^="Not connected"]')).waitFor();
  expect(await page.getByRole('button', { name: 'Deny' }).getAttribute('aria-disabled')).toBe('true');

  // Keys end with the run that gave them: the next run asks for a new link, and shows its own state then.
  const second = await start({ ...emptySample(Date.now()), calls: manyCalls(3, Date.now()), seq: 9 }, port);
  await page.getByRole('heading', { name: 'This key is not valid any more' }).waitFor({ timeout: 20_000 });
  // A new link opened in the same tab is enough.
  await page.goto(second.ui.oneTimeLink());
  await page.getByText('3 calls').waitFor();
});

test('a dropped connection comes back by itself, with what happened meanwhile', async () => {
  const started = await start(oneApproval());
  const page = await (await browser.newContext()).newPage();
  await page.addInitScript(() => {
    const opened: WebSocket[] = [];
    const Real = WebSocket;
    const Kept = class extends Real {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        opened.push(this);
      }
    };
    Object.assign(window, { WebSocket: Kept, opened });
  });
  await page.goto(started.ui.oneTimeLink());
  await page.getByRole('button', { name: /approve/i }).waitFor();
  await page.evaluate(() => (window as unknown as { opened: WebSocket[] }).opened[0]?.close());
  started.record({
    type: 'approval.resolved',
    data: { approvalId: 'a1', verdict: 'deny', word: null, by: 'tray' },
  });
  await page.getByText('Denied from the tray menu').waitFor();
  await page.getByText('Connected', { exact: true }).waitFor();
});

test('follows a long list, keeps what is read in place, and draws only what is seen', async () => {
  const now = Date.now();
  const calls = manyCalls(20_000, now);
  const { page, fixture } = await open({ ...emptySample(now), calls, seq: calls[0]?.seq ?? 1 });
  await page.getByText('20,000 calls').waitFor();
  const rows = page.getByRole('row');
  expect(await rows.count()).toBeLessThan(80);
  const grid = page.getByRole('grid', { name: 'Calls' });
  await grid.evaluate((element) => element.scrollTo(0, 300_000));
  await page.getByRole('button', { name: 'Newest' }).waitFor();
  const topRow = () => page.evaluate(topRowText);
  const before = await topRow();
  for (let index = 0; index < 300; index++) fixture.record(decided(`burst-${index}`, { index }));
  await page.getByText('20,300 calls').waitFor();
  expect(await topRow()).toBe(before);
  await page.getByRole('button', { name: 'Newest' }).click();
  await page.getByText('index: 299').waitFor();
  await page.getByLabel('Filter calls').fill('number 4242');
  await page.getByText('query: thing number 4242', { exact: true }).waitFor();
});

test('a call opens its reasons, values and arguments, by mouse and by keyboard', async () => {
  const { page } = await open(busySample(Date.now()));
  await page
    .getByRole('row', { name: /view_cart/ })
    .filter({ hasText: '×19' })
    .click();
  const details = page.getByRole('complementary', { name: 'Call details' });
  await details.getByText('19 identical calls').waitFor();
  await page.getByRole('grid', { name: 'Calls' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await details.getByText('this minute: 30 before, 31 with this call, at most 30').waitFor();
  await details.getByText('/tools/save_session/limits/0').waitFor();
});

const pages = ['Live', 'Approvals', 'Tools', 'Store', 'Clients', 'Settings'];

test.each([
  { width: 1280, height: 800 },
  { width: 420, height: 640 },
])(
  'at $width x $height nothing is cut off, every control has a name, and the page obeys its CSP',
  async (viewport) => {
    const { page, complaints } = await open(busySample(Date.now()), viewport);
    for (const name of pages) {
      await page.getByRole('link', { name: new RegExp(`^${name}`) }).click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
      expect(await page.evaluate(cutOff), name).toEqual([]);
      expect(await page.evaluate(nameless), name).toEqual([]);
    }
    expect(complaints).toEqual([]);
  },
);

test('the approval window shows cards and nothing else', async () => {
  const started = await start(oneApproval());
  const link = started.ui.oneTimeLink().replace('/#', '/approval.html#');
  const { page, complaints } = await openConsole(browser, link, { width: 420, height: 560 });
  await page.getByRole('heading', { name: 'One call waits for you' }).waitFor();
  await page.getByRole('button', { name: /approve/i }).click();
  await page.getByText(/^Approved in the console/).waitFor();
  expect(await page.getByRole('navigation').count()).toBe(0);
  expect(complaints).toEqual([]);
});

function decided(callId: string, args: Record<string, number> = {}): NewEvent {
  return {
    type: 'tool_call.decided',
    data: {
      ...{ callId, grantId: 'g', grantName: 'agent', client: null, sessionId: null },
      ...{
        upstream: 'cart',
        tool: 'buy',
        arguments: args,
        argumentsHash: '',
        policyVersion: 1,
        approvalId: null,
      },
      decision: {
        effect: 'ask',
        code: 'approval_pending',
        rule: '',
        text: 'money',
        reasons: [],
        isRetryable: false,
      },
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

// The rest runs in the page.

/** Notes when the text is drawn, and when the last card's approve button can be pressed after that. */
function watchArming(text: string): void {
  const noted: { drawnAt?: number; armedAt?: number } = {};
  Object.assign(window, { noted });
  new MutationObserver(() => {
    const button = [...document.querySelectorAll('[data-verdict=approve]')].at(-1);
    const isArmed = button?.getAttribute('aria-disabled') === 'false';
    if (document.body.textContent.includes(text)) noted.drawnAt ??= performance.now();
    // A moment in which it could still be pressed after the change is what must not be.
    if (noted.drawnAt !== undefined && isArmed) noted.armedAt ??= performance.now();
  }).observe(document.body, { childList: true, subtree: true, attributes: true });
}

function armingTook(): number {
  const { noted } = window as unknown as { noted: { drawnAt: number; armedAt: number } };
  return noted.armedAt - noted.drawnAt;
}

function topRowText(): string {
  const grid = document.querySelector('[role=grid]');
  const top = (grid?.getBoundingClientRect().top ?? 0) + 28;
  const rows = [...document.querySelectorAll<HTMLElement>('[role=row][id]')];
  return rows.find((row) => row.getBoundingClientRect().bottom > top + 1)?.innerText ?? '';
}

function cutOff(): string[] {
  return [...document.querySelectorAll<HTMLElement>('a, button, input, h1, h2, h3, [role=switch], label, dd')]
    .filter((element) => {
      const box = element.getBoundingClientRect();
      const isDrawn = box.width > 1 && box.height > 1;
      return (
        isDrawn &&
        (box.right > window.innerWidth + 0.5 ||
          box.left < -0.5 ||
          (element.scrollWidth > element.clientWidth + 1 &&
            getComputedStyle(element).display !== 'inline' &&
            getComputedStyle(element).textOverflow !== 'ellipsis'))
      );
    })
    .map((element) => `${element.tagName} ${element.className} ${element.innerText}`);
}

function nameless(): string[] {
  return [...document.querySelectorAll<HTMLElement>('button, a, input, [role=switch], [role=radio]')]
    .filter((element) => {
      const label = element.getAttribute('aria-label') ?? element.textContent;
      const labels = (element as HTMLInputElement).labels?.length ?? 0;
      return label.trim() === '' && labels === 0;
    })
    .map((element) => element.outerHTML.slice(0, 120));
}
