import { expect, test } from 'vitest';
import { classifyTool, type StatedTool } from './classify-tool.ts';

const tool = (name: string, rest: Partial<StatedTool> = {}): StatedTool => ({
  name,
  inputSchema: { type: 'object' },
  ...rest,
});

test.each([
  ['search_amazon', 'Read', 'low'],
  ['view_cart', 'Read', 'low'],
  ['view_wholefoods_cart', 'Read', 'low'],
  ['check_login', 'Read', 'low'],
  ['get_product', 'Read', 'low'],
  ['get_order', 'Read', 'low'],
  ['listDeletedFiles', 'Read', 'low'],
  ['read_file', 'Read', 'low'],
  ['save_session', 'Write', 'medium'],
  ['save_for_later', 'Write', 'medium'],
  ['create_issue', 'Write', 'medium'],
  ['find_or_create_user', 'Write', 'medium'],
  ['get_and_update', 'Write', 'medium'],
  ['add_to_cart', 'Financial', 'high'],
  ['addToCart', 'Financial', 'high'],
  ['add_to_wholefoods_cart', 'Financial', 'high'],
  ['update_cart_item', 'Financial', 'high'],
  ['place_order', 'Financial', 'high'],
  ['buy_now', 'Financial', 'critical'],
  ['transfer_funds', 'Financial', 'critical'],
  ['remove_from_cart', 'Destructive', 'high'],
  ['clear_cart', 'Destructive', 'critical'],
  ['delete-file', 'Destructive', 'high'],
  ['delete_all', 'Destructive', 'critical'],
  ['search_and_delete', 'Destructive', 'high'],
  ['run_query', 'Execute', 'high'],
  ['browser_click', 'Execute', 'high'],
  ['frobnicate', 'Write', 'medium'],
])('%s is %s, %s', (name, category, risk) => {
  const found = classifyTool(tool(name));
  expect([found.category, found.risk]).toEqual([category, risk]);
  expect(found.evidence.length).toBeGreaterThan(0);
});

test('a claim to be read-only does not make a change a read', () => {
  const found = classifyTool(tool('delete_file', { annotations: { readOnlyHint: true } }));
  expect(found.category).toBe('Destructive');
  expect(found.evidence.join()).toContain('claims to be read-only');
});

test('a claim to be read-only counts where nothing contradicts it', () => {
  expect(classifyTool(tool('frobnicate', { annotations: { readOnlyHint: true } })).category).toBe('Read');
});

test('what it admits itself counts against a harmless name', () => {
  expect(classifyTool(tool('get_report', { annotations: { readOnlyHint: false } })).category).toBe('Write');
  const destructive = { readOnlyHint: false, destructiveHint: true };
  expect(classifyTool(tool('get_report', { annotations: destructive })).category).toBe('Destructive');
});

test('the description can raise a class, not lower it', () => {
  const read = (description: string) => classifyTool(tool('get_items', { description })).category;
  expect(read('Returns the items.')).toBe('Read');
  expect(read('Returns the items and deletes them from the queue.')).toBe('Destructive');
  expect(read('Deletes nothing but the old ones.')).not.toBe('Read');
  expect(read('Lists the items. It never deletes anything and does not modify the store.')).toBe('Read');
  expect(read('Search for products before you add them to the cart.')).toBe('Read');
  expect(classifyTool(tool('delete_file', { description: 'Reads a file.' })).category).toBe('Destructive');
});

test('a tool that takes code runs it, whatever its name', () => {
  const inputSchema = { type: 'object', properties: { sql: { type: 'string' } } };
  expect(classifyTool({ name: 'query_database', inputSchema }).category).toBe('Execute');
});

test('a description that says what it leaves alone makes no change of a read', () => {
  const description = 'Reads the cart: every line with its quantity and price. Changes nothing.';
  expect(classifyTool(tool('view_cart', { description }))).toMatchObject({ category: 'Read', risk: 'low' });
  const changing = 'Reads the cart. Changes the quantity of a line.';
  expect(classifyTool(tool('view_cart', { description: changing })).category).not.toBe('Read');
});
