import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startPolicyStage, type PolicyStage } from '../support/policy-stage.ts';

/** A person writes a policy as JSON on the Policy page, on the whole app. */

let stage: PolicyStage;
let page: Page;
beforeAll(async () => {
  stage = await startPolicyStage();
  ({ page } = stage);
});
afterEach(() => stage.reset('policy'));
afterAll(() => stage.close());

const save: PolicyStage['save'] = (document, grantId) => stage.save(document, grantId);
const current = async () => {
  const policy = await stage.policyOf();
  if (!policy) throw new Error('the cart has a policy');
  return policy;
};
const editor = () => page.getByRole('textbox', { name: 'Policy of cart as JSON' });
const open = async () => {
  await page.getByRole('link', { name: 'Policy', exact: true }).click();
  await editor().waitFor();
};
/** Puts a text in place of all of it, as a paste does. */
const write = async (text: string) => {
  await editor().click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
};
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const tab = (name: string) => page.getByRole('tab', { name: new RegExp(`^${name}`) });
const panel = () => page.getByRole('tabpanel');
const selected = () =>
  page.evaluate(() => {
    const root = document.querySelector('main')?.querySelectorAll('*') ?? [];
    const shadow = [...root].find((it) => it.shadowRoot)?.shadowRoot as
      (ShadowRoot & { getSelection(): Selection | null }) | undefined;
    return shadow?.getSelection()?.toString() ?? '';
  });

test('problems stand at their place in the text; a click leads there; nothing unusable is saved', async () => {
  await open();
  const { version } = await current();
  await write(
    '{ "version": "1", "defualt": "deny", "tools": { "add_to_cart": { "limits": [{ "counter": "c", "window": "dya", "max": 3 }] } } }',
  );
  const item = panel().getByRole('button', { name: /unknown window dya/i });
  await item.waitFor();
  await panel()
    .getByRole('button', { name: /unknown field defualt; did you mean default/i })
    .waitFor();
  const marked = page.locator('.cm-lintRange-error');
  await expect.poll(async () => (await marked.allInnerTexts()).join(' ')).toContain('"dya"');
  expect(await marked.allInnerTexts()).toContain('"defualt"');
  await item.click();
  await expect.poll(selected).toBe('"dya"');
  await button('Save').click();
  await page.getByText('Not saved · 3 problems').waitFor();
  expect((await current()).version).toBe(version);
});

test('what is no JSON says where, and a name that is there twice is told', async () => {
  await open();
  await write('{ "version": "1", "default": "deny" "tools": {} }');
  await panel()
    .getByText(/^Not JSON: expected ','/)
    .waitFor();
  await write('{ "version": "1", "default": "deny", "default": "allow" }');
  await panel().getByText('default stands here twice; only the last one counts', { exact: false }).waitFor();
});

test('what the linter finds is told as one types, each at its place', async () => {
  const rules = {
    add_to_crat: {},
    search_amazon: { action: 'deny', rate_limit: { max: 2, window: 60 } },
    add_to_cart: { deny_if: [{ path: 'args.query', op: 'contains', value: 'wine' }] },
    search_wholefoods: { require: [{ path: 'args.query', op: 'regex', value: '(tea|coffee) [a-z]+' }] },
    view_cart: {
      limits: [
        { counter: 'few', window: 'minute', max: 2 },
        { counter: 'many', window: 'hour', max: 1000 },
      ],
    },
    save_session: { rate_limit: { max: 2, window: 60 } },
    check_login: { deny_if: [{ path: 'client.name', op: 'eq', value: 'nobody' }] },
  };
  const document = { version: '1', default: 'deny', hide: ['save_session'], tools: rules };
  await save(document);
  await stage.agent.call('check_login');
  await open();
  const told = (text: string) => panel().getByText(text, { exact: false }).first().waitFor();
  await told('the upstream has no tool add_to_crat; did you mean add_to_cart?');
  await told('rate_limit is never reached: action denies search_amazon');
  await told('a call without query is not refused');
  await told('also accepts a longer text with a match inside');
  await told('max of 1000 an hour is never reached');
  await told('save_session is hidden by /hide/0');
  // Many rules that no call met yet are no news each.
  await panel()
    .getByText(/^\d+ rules never used in the calls on record$/)
    .click();
  await told('this rule never matched in the one call on record');
  const marked = () => page.locator('.cm-lintRange-warning').allInnerTexts();
  await expect.poll(marked).toContain('"add_to_crat"');
  await write(JSON.stringify({ ...document, tools: { add_to_cart: {}, chek_login: {} } }));
  await expect.poll(marked).toEqual(['"chek_login"']);
});

test('completion knows the fields, the words, the tools and their arguments', async () => {
  await open();
  await write('{ "version": "1", "default": "deny", "tools": { "add_to_cart": {  } } }');
  const options = page.locator('.cm-tooltip-autocomplete li');
  const typeAt = async (place: string, text: string) => {
    await editor().getByText(place).first().click();
    await page.keyboard.press('End');
    for (let back = 0; back < 6; back += 1) await page.keyboard.press('ArrowLeft');
    await page.keyboard.type(text);
  };
  await typeAt('add_to_cart', '"re');
  await expect.poll(() => options.allInnerTexts()).toEqual(expect.arrayContaining(['require', 'reason']));
  await page.keyboard.type('quire');
  await page.keyboard.press('Enter');
  // Its first place is the path: the tool's arguments are offered there.
  await page.keyboard.press('Backspace');
  await page.keyboard.type('args.q');
  await expect
    .poll(() => options.allInnerTexts())
    .toEqual(expect.arrayContaining(['args.quantity', 'args.query']));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Escape');
  // Escape closed the list, so it is the editor's no more: Tab leaves it.
  await page.keyboard.press('Escape');
  await write('{ "version": "1", "default": "deny", "tools": { "add_to_cart": { "act" } } }');
  await editor().getByText('"act"').click();
  await page.keyboard.press('Control+Space');
  await options.getByText('action').click();
  await expect.poll(() => editor().innerText()).toContain('"action": ""');
});

test('a saved text is a version: who, when, what it changed; rolled back after a question', async () => {
  await open();
  const first = await current();
  await write(JSON.stringify({ ...stage.shipped, default: 'ask' }));
  await page.getByText('Not saved').waitFor();
  await button('Format').click();
  await button('Changes').click();
  const comparison = page.getByRole('region', { name: 'Comparison' });
  await comparison.getByText('added: "default": "ask",').waitFor();
  expect(await comparison.getByText(/^(?:added|removed): /).count()).toBe(2);
  await button('Back to the editor').click();
  await editor().click();
  await page.keyboard.press('ControlOrMeta+s');
  await page.getByText(`Version ${first.version + 1} · saved just now in the console`).waitFor();
  expect((await current()).document.default).toBe('ask');

  await tab('Versions').click();
  await panel()
    .getByRole('button', { name: new RegExp(`^Version ${first.version + 1} in force`) })
    .waitFor();
  await panel()
    .getByRole('button', { name: new RegExp(`^Version ${first.version}\\b`) })
    .click();
  await page.getByRole('radio', { name: 'Against now' }).click();
  await comparison.getByText('removed: "default": "deny",').waitFor();
  await button('Roll back to it…').click();
  const question = page.getByRole('dialog');
  await question.getByRole('button', { name: 'Cancel' }).click();
  expect((await current()).document.default).toBe('ask');
  await button('Roll back to it…').click();
  await question.getByRole('button', { name: 'Roll back' }).click();
  await page.getByText(`Version ${first.version + 2} · saved`).waitFor();
  await panel().getByText(`rolled back to version ${first.version}`, { exact: false }).waitFor();
  expect((await current()).document).toEqual(first.document);
});

test('a call on record becomes an example; a change that breaks it is not accepted', async () => {
  await open();
  await tab('Examples').click();
  await button('Add from a recorded call…').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /add_to_cart.*quantity: 12/ }).check();
  await dialog.getByRole('radio', { name: 'Deny', exact: true, checked: true }).waitFor();
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await panel().getByText('deny, as expected', { exact: false }).waitFor();
  await button('Save').click();
  await page.getByText(/^Version \d+ · saved/).waitFor();
  const { document, version } = await current();
  expect(document.examples).toEqual([
    { tool: 'add_to_cart', args: { asin: 'B0DPANTRY4', quantity: 12 }, expect: 'deny' },
  ]);

  await write(JSON.stringify({ ...document, tools: { ...document.tools, add_to_cart: {} } }));
  await panel().getByText('expected deny, comes out as allow', { exact: false }).waitFor();
  await button('Save').click();
  await page.getByText('Not saved · 1 problem').waitFor();
  expect((await current()).version).toBe(version);
  // Only the example stands in the way: what it would have decided can still be seen.
  await tab('Replay').click();
  await panel().getByText('3 that were denied would now pass', { exact: false }).waitFor();
});

test('a policy from elsewhere is read, what has no equal is listed, and it goes into the editor first', async () => {
  await open();
  const { version } = await current();
  await button('Import…').click();
  const dialog = page.getByRole('dialog');
  const text = dialog.getByLabel('Policy to import');
  await text.fill('version: "1"\ntools:\n  add_to_cart:\n    rules:\n      - action: sometimes\n');
  await dialog.getByText('This cannot be imported as it is').waitFor();
  expect(await dialog.getByRole('button', { name: 'Put into the editor' }).isDisabled()).toBe(true);
  await text.fill(
    [
      'version: "1"',
      'default: deny',
      'tools:',
      '  add_to_cart:',
      '    rules:',
      '      - name: few',
      '        conditions: [{ path: args.quantity, op: lte, value: 3 }]',
      '        on_deny: at most three',
    ].join('\n'),
  );
  await dialog.getByText('Read as Intercept YAML', { exact: false }).waitFor();
  await dialog.getByLabel('What it becomes').getByText('at most three').waitFor();
  await dialog.getByRole('button', { name: 'Put into the editor' }).click();
  await page.getByText('Not saved').waitFor();
  expect((await current()).version).toBe(version);
  await button('Save').click();
  await page.getByText(`Version ${version + 1} · saved`).waitFor();
  expect(await stage.agent.call('add_to_cart', { asin: 'B0DPANTRY4', quantity: 9 })).toContain(
    'at most three',
  );
});

test('a call can be asked about: under a price, at a time, with every reason and its place', async () => {
  await save({
    version: '1',
    default: 'deny',
    tools: {
      add_to_cart: {
        approval: { when: [{ conditions: [{ path: 'preview.total', op: 'gt', value: 20 }] }] },
        limits: [{ counter: 'adds', window: 'day', max: 2 }],
      },
    },
  });
  await open();
  await tab('Explain').click();
  await page.getByLabel('Tool').selectOption('add_to_cart');
  await page.getByLabel('Arguments, as JSON').fill('{ "query": "tea" }');
  await button('a price').click();
  const decision = page.getByRole('region', { name: 'Decision' });
  await decision.getByRole('status').getByText('ask', { exact: true }).waitFor();
  await decision.getByText('today: 0 before, 1 after, at most 2', { exact: false }).waitFor();
  await page
    .getByLabel('Assume, as JSON')
    .fill('{ "counters": { "adds": 2 }, "preview": { "total": "5.00" } }');
  await decision.getByRole('status').getByText('deny', { exact: true }).waitFor();
  await decision.getByText('today: 2 before, 3 with this call, at most 2', { exact: false }).waitFor();
  await decision
    .getByRole('listitem')
    .filter({ hasText: '/tools/add_to_cart/limits/0' })
    .getByRole('button', { name: 'Show it in the text' })
    .click();
  await expect.poll(selected).toContain('{');
  await button('Keep as an example').click();
  await tab('Examples').click();
  await panel().getByText('deny, as expected', { exact: false }).waitFor();
});

test('an unsaved text outlives a look at another page, and says when somebody saved meanwhile', async () => {
  await open();
  await write('{ "version": "1", "default": "deny", "description": "mine" }');
  await page.getByText('Not saved').waitFor();
  await page.getByRole('link', { name: 'Live' }).click();
  await stage.app.call('tools.setEffect', { upstream: 'cart', tool: 'check_login', effect: 'deny' });
  await open();
  expect(await editor().innerText()).toContain('"mine"');
  await page.getByText(/^Version \d+ was saved meanwhile$/).waitFor();
  await button('Discard').click();
  await expect.poll(() => editor().innerText()).toContain('"check_login": { "action": "deny" }');
});

test('a client’s own policy is another text', async () => {
  await open();
  await page.getByLabel('Policy for').selectOption({ label: 'kitchen agent only' });
  await page.getByText('kitchen agent follows the rules for every client').waitFor();
  expect(await editor().count()).toBe(0);
  await button('Give it its own rules').click();
  await editor().waitFor();
  await write('{ "version": "1", "default": "deny", "description": "for the kitchen" }');
  await button('Save').click();
  await page.getByText('Version 2 · saved just now', { exact: false }).waitFor();
  expect((await current()).document.description).not.toBe('for the kitchen');
  await button('Remove them…').click();
  await button('Remove its rules').click();
  await page.getByText('kitchen agent follows the rules for every client').waitFor();
});

test('a link to a place in the text leads there; Tab leaves the editor', async () => {
  await page.goto(`${stage.app.ui.url}#/policy?upstream=cart&at=/default`);
  await page.reload();
  await expect.poll(selected).toBe('"deny"');
  await page.keyboard.press('Tab');
  await tab('Checks').and(page.locator(':focus')).waitFor();
});

test('fits a small window, in both themes, and breaks no rule of the page', async () => {
  await page.setViewportSize({ width: 420, height: 640 });
  await open();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const name of ['Checks', 'Examples', 'Explain', 'Replay', 'Versions']) {
      await tab(name).click();
      const tooWide = await page.evaluate(() =>
        [...document.querySelectorAll('main *')]
          .filter((it) => it.getBoundingClientRect().right > window.innerWidth + 0.5)
          .map((it) => it.outerHTML.slice(0, 80)),
      );
      expect(tooWide).toEqual([]);
    }
  }
  await editor().click();
  await page.keyboard.type(' x');
  expect(stage.opened.complaints).toEqual([]);
});
