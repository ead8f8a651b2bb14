import { expect, test } from 'vitest';
import type { JsonObject } from '../../contract/json.ts';
import { classifyTool, type StatedTool } from './classify-tool.ts';
import { recommendedRule } from './recommend.ts';

const tool = (name: string, rest: Partial<StatedTool> = {}): StatedTool => ({
  name,
  inputSchema: { type: 'object' },
  ...rest,
});
const categoryOf = (name: string, rest: Partial<StatedTool> = {}) => classifyTool(tool(name, rest)).category;
const taking = (properties: JsonObject): Partial<StatedTool> => ({
  inputSchema: { type: 'object', properties },
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
  ['send_email', 'Write', 'high'],
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
  ['delete_repository', 'Destructive', 'critical'],
  ['search_and_delete', 'Destructive', 'high'],
  ['run_query', 'Execute', 'high'],
  ['browser_click', 'Execute', 'high'],
  ['query', 'Execute', 'high'],
  ['apply_migration', 'Execute', 'high'],
  ['terraform_apply', 'Execute', 'high'],
  ['pulumi-up', 'Execute', 'high'],
  ['promote_release', 'Execute', 'high'],
  ['create_scheduled_task', 'Execute', 'high'],
  ['create_scheduled_message', 'Write', 'medium'],
  ['cron_add', 'Execute', 'high'],
  ['schedule_meeting', 'Write', 'medium'],
  ['rotate_api_key', 'Destructive', 'high'],
  ['rotate_image', 'Write', 'medium'],
  ['restore_backup', 'Destructive', 'high'],
  ['restore_window', 'Write', 'medium'],
  ['register_domain', 'Financial', 'high'],
  ['promote_user', 'Write', 'medium'],
  ['assign_role', 'Write', 'high'],
  ['put_bucket_policy', 'Write', 'high'],
  ['create_webhook', 'Write', 'high'],
  ['update_dns_record', 'Write', 'high'],
  ['frobnicate', 'Write', 'medium'],
])('%s is %s, %s', (name, category, risk) => {
  const found = classifyTool(tool(name));
  expect([found.category, found.risk]).toEqual([category, risk]);
  expect(found.evidence.length).toBeGreaterThan(0);
});

test.each(
  `get_and_delete getAndDelete GET-AND-DELETE get.and.delete GetAndDelete getanddelete deleteuser DropTable user.delete
  users/remove status_update scan_start stats_reset list_update check_in_guest check_out_book find_and_replace readWrite
  view_and_buy peek_and_pop get_set export_and_delete echo_write http_request graphql x 1 _ … admin ｄｅｌｅｔｅ_file map_custom_domain map_hostname
  eliminar_archivo lösche_datei supprimer_fichier удалить_файл 删除文件 ファイルを削除 gеt_items`.split(
    /\s+/,
  ),
)('%s is not taken for a read', (name) => {
  expect(categoryOf(name)).not.toBe('Read');
});

test.each(
  `get_items list_settings get_address list_updates get_created_at sharepoint_list_sites clickhouse_list_tables getusers
  order_list message_search get_order_status list_runs read_comments list_pull_requests map_site list_scheduled_tasks
  get_deployment list_migrations get_key_rotation get_cron_jobs list_log_drains`.split(/\s+/),
)('%s is a read, although part of it could be a change', (name) => {
  expect(classifyTool(tool(name))).toMatchObject({ category: 'Read', risk: 'low' });
});

test.each([
  ['get-env', 'Returns all environment variables'],
  ['read_secret', 'Reads a value.'],
  ['list_api_tokens', 'Lists them.'],
  ['show_settings', 'Shows the settings and the API keys of the project.'],
])('a read that shows secrets is a high risk, and recommended to ask: %s', (name, description) => {
  const found = classifyTool({ name, description, inputSchema: { type: 'object' } });
  expect(found).toMatchObject({ category: 'Read', risk: 'high' });
  expect(found.evidence.join(' ')).toContain('secret');
  expect(recommendedRule({ name, ...found }, []).rule).toEqual({ action: 'require_approval' });
});

test('words of other languages are read where they are known', () => {
  expect(categoryOf('lösche_datei')).toBe('Destructive');
  expect(categoryOf('удалить_файл')).toBe('Destructive');
  expect(categoryOf('删除文件')).toBe('Destructive');
});

test('no annotation lowers a class', () => {
  const lying = classifyTool(tool('delete_file', { annotations: { readOnlyHint: true } }));
  expect(lying.category).toBe('Destructive');
  expect(lying.evidence.join()).toContain('claims to be read-only');
  expect(categoryOf('frobnicate', { annotations: { readOnlyHint: true } })).toBe('Write');
  expect(categoryOf('delete_file', { annotations: { destructiveHint: false } })).toBe('Destructive');
});

test('a claim counts where the description says so too, and is asked for when only that does', () => {
  const described = { description: 'Returns the weather of a place.' };
  expect(classifyTool(tool('weatherman', described))).toMatchObject({ category: 'Read', risk: 'medium' });
  const claimed = { ...described, annotations: { readOnlyHint: true } };
  expect(classifyTool(tool('weatherman', claimed))).toMatchObject({ category: 'Read', risk: 'low' });
});

test('what it admits itself counts against a harmless name', () => {
  expect(categoryOf('get_report', { annotations: { readOnlyHint: false } })).toBe('Write');
  const destructive = { readOnlyHint: false, destructiveHint: true };
  expect(categoryOf('get_report', { annotations: destructive })).toBe('Destructive');
  expect(categoryOf('update_note', { annotations: { destructiveHint: true } })).toBe('Destructive');
});

test.each([
  'Returns the items and deletes them from the queue.',
  'Get items. The items are deleted afterwards.',
  'Can be used to remove items.',
  'Get or create the item.',
  'Lists items. Messages get marked as read.',
  'Returns items by overwriting the old ones.',
  'It does not only read but deletes.',
  'Without asking, deletes all the items.',
  'Deletes nothing but the old ones.',
  'Will permanently delete items.',
  'Reads the cart. Changes the quantity of a line.',
  'Gibt alle Einträge zurück und löscht sie danach.',
  'Renvoie les éléments puis les supprime.',
  'Obtiene los elementos y elimina los antiguos.',
  'Возвращает и удаляет записи.',
  '返回项目并删除它们。',
])('`%s` makes no read of get_items', (description) => {
  expect(categoryOf('get_items', { description })).not.toBe('Read');
});

test.each([
  '',
  'Returns the items.',
  'Lists the items. It never deletes anything and does not modify the store.',
  'Returns items. It does not create, modify, move, or delete anything.',
  'Reads the cart: every line with its quantity and price. Changes nothing.',
  'Search for products before you add them to the cart.',
  'Lists items that were deleted, or that are archived.',
  'Returns the number of runs, commits and tags.',
  'Gets the payment history of a subscription.',
  'Searches the shop. Sponsored results are marked.',
  'Reads how many can be added at once.',
])('`%s` leaves get_items a read', (description) => {
  expect(classifyTool(tool('get_items', { description }))).toMatchObject({ category: 'Read', risk: 'low' });
});

test.each([
  ['Applies what is pending.', 'Write'],
  ['Applies the pending migrations.', 'Execute'],
  ['Registers a domain for a year.', 'Financial'],
  ['Rotates the API key of the project.', 'Destructive'],
  ['Adds a cron job.', 'Execute'],
])('a description says of what it does it: `%s`', (description, category) => {
  expect(categoryOf('frobnicate', { description })).toBe(category);
});

test('a description that cannot be read leaves a doubt', () => {
  const found = classifyTool(tool('get_items', { description: 'Näyttää luettelon kaikista kohteista' }));
  expect(found).toMatchObject({ category: 'Read', risk: 'medium' });
  expect(found.evidence.join()).toContain('another language');
});

test('a description lowers nothing', () => {
  expect(categoryOf('delete_file', { description: 'Reads a file. Deletes nothing.' })).toBe('Destructive');
});

test('what it takes speaks against a name that reads', () => {
  const text = { type: 'string' };
  expect(categoryOf('get_file', taking({ path: text, content: text }))).toBe('Write');
  expect(categoryOf('fetch', taking({ url: text, method: { enum: ['GET', 'POST', 'DELETE'] } }))).toBe(
    'Destructive',
  );
  expect(categoryOf('browse_items', taking({ action: { enum: ['list', 'remove'] } }))).toBe('Destructive');
  expect(categoryOf('get_report', taking({ overwrite: { type: 'boolean' } }))).toBe('Destructive');
  expect(categoryOf('download_report', taking({ output_path: text }))).toBe('Write');
  const nested = { oneOf: [{ properties: { action: { const: 'delete' } } }] };
  expect(categoryOf('view_thing', { inputSchema: nested })).toBe('Destructive');
  expect(categoryOf('analyze_text', taking({ content: text }))).toBe('Read');
  expect(categoryOf('list_items', taking({ sort_order: text, include_deleted: { type: 'boolean' } }))).toBe(
    'Read',
  );
});

test('a tool that takes code runs it, whatever its name; a short code is no code', () => {
  const found = classifyTool(tool('query_warehouse', taking({ sql: { type: 'string' } })));
  expect(found).toMatchObject({ category: 'Execute', risk: 'critical' });
  expect(categoryOf('get_country', taking({ code: { type: 'string', maxLength: 3 } }))).toBe('Read');
});

test('a definition of any size or depth is classed', () => {
  let deep: JsonObject = { type: 'object' };
  for (let depth = 0; depth < 10_000; depth += 1) deep = { properties: { next: deep } };
  expect(categoryOf('get_deep', { inputSchema: deep })).toBe('Read');
  const huge = { description: 'a b c '.repeat(200_000) };
  expect(categoryOf('get_long', huge)).toBe('Read');
});
