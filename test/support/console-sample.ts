import type { Snapshot } from '../../contract/api.ts';
import type {
  ApprovalView,
  CallView,
  Decision,
  GrantView,
  ToolCategory,
  ToolDefinition,
  ToolRisk,
} from '../../contract/model.ts';
import { settingsSchema } from '../../contract/settings.ts';

const minute = 60_000;
const hash = '0'.repeat(64);
const claude = { name: 'claude-code', version: '2.1.330' };
const codex = { name: 'codex-mcp-client', version: '0.169.0' };

/** A console state with nothing in it: the first start. */
export function emptySample(now: number): Snapshot {
  return {
    seq: 1,
    version: '0.1.0',
    mcpUrl: 'http://127.0.0.1:4747/mcp',
    dataDir: '/home/ada/.local/share/checkstand',
    isPaused: false,
    calls: [],
    approvals: [],
    grants: [],
    upstreams: [
      { name: 'cart', kind: 'in-process', address: 'built in', state: 'ready', error: null, tools },
    ],
    policies: [cartPolicy(now)],
    store: {
      store: 'demo',
      session: 'unknown',
      name: null,
      checkedAt: null,
      lastSavedAt: null,
      browser: 'not_started',
      problem: null,
      cart: null,
    },
    settings: settingsSchema.parse({}),
  };
}

/** A console state in the middle of work: calls of every kind, three approvals, a cart. */
export function busySample(now: number): Snapshot {
  const calls = busyCalls(now);
  return {
    ...emptySample(now),
    seq: calls[0]?.seq ?? 1,
    calls,
    approvals: [...pending(now), ...answered(now)],
    grants: [
      grant('claude-code', now, { client: claude, lastUsedAt: now - 12_000 }),
      grant('codex on the laptop', now, {
        client: codex,
        lastUsedAt: now - 42 * minute,
        expiresAt: now + 86_400_000,
      }),
      grant('old experiment', now, { revokedAt: now - 3000 * minute }),
    ],
    upstreams: [
      ...emptySample(now).upstreams,
      {
        name: 'files',
        kind: 'stdio',
        address: 'npx -y @modelcontextprotocol/server-filesystem /home/ada/notes',
        state: 'failed',
        error: 'the process ended with code 1: ENOENT /home/ada/notes; check the path, then restart',
        tools: [
          tool('read_file', 'Read', 'low', 'Reads a file as text.'),
          tool('move_file', 'Write', 'medium', 'Moves a file.'),
        ],
      },
    ],
    store: {
      store: 'demo',
      session: 'signed_in',
      name: 'Ada',
      checkedAt: now - 40_000,
      lastSavedAt: now - 4 * minute,
      browser: 'ready',
      problem: null,
      cart: {
        lines: [
          {
            asin: 'B0DEMO0012',
            title: 'Anker USB-C to USB-C cable, 6 ft, braided, 2-pack',
            quantity: 1,
            priceMinor: 1599,
            totalMinor: 1599,
          },
          {
            asin: 'B0DEMO0031',
            title: 'Swiffer WetJet refill pads, original, 24 count',
            quantity: 2,
            priceMinor: 1250,
            totalMinor: 2500,
          },
        ],
        currency: 'USD',
        subtotalMinor: 4099,
        count: 3,
        readAt: now - 40_000,
      },
    },
  };
}

/** Many calls, newest first, for following and scrolling. */
export function manyCalls(count: number, now: number): CallView[] {
  return Array.from({ length: count }, (_, index) =>
    call(count - index + 1, now - index * 1500, {
      tool: index % 7 === 3 ? 'view_cart' : 'search_amazon',
      arguments: index % 7 === 3 ? {} : { query: `thing number ${count - index}` },
    }),
  );
}

export const samplePicture = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" fill="#fff"/><g fill="#c78a3b"><rect x="18" y="26" width="12" height="48" rx="3"/><rect x="34" y="26" width="12" height="48" rx="3"/><rect x="50" y="26" width="12" height="48" rx="3"/><rect x="66" y="26" width="12" height="48" rx="3"/></g><g fill="#222"><rect x="18" y="42" width="12" height="32"/><rect x="34" y="42" width="12" height="32"/><rect x="50" y="42" width="12" height="32"/><rect x="66" y="42" width="12" height="32"/></g></svg>',
)}`;

/** One more pending approval and the call behind it. */
export function sampleApproval(id: string, now: number, change: Partial<ApprovalView> = {}): ApprovalView {
  return {
    id,
    callId: `call-of-${id}`,
    grantId: 'grant-claude-code',
    grantName: 'claude-code',
    client: claude,
    upstream: 'cart',
    tool: 'add_to_cart',
    arguments: { query: 'aa batteries', quantity: 2 },
    why: 'it adds to your cart',
    rule: '/tools/add_to_cart/action',
    requestedAt: now - 8000,
    expiresAt: now + 29 * minute,
    state: 'pending',
    isClientWaiting: true,
    preview: 'known',
    goods: {
      title: 'Duracell Coppertop AA alkaline batteries, 24 count, long-lasting all-purpose double A',
      asin: 'B0DEMO0007',
      pictureId: 'batteries',
      quantity: 2,
      currency: 'USD',
      priceMinor: 1899,
      totalMinor: 3798,
      subtotalBeforeMinor: 4099,
      subtotalAfterMinor: 7897,
      seller: 'Sold by Demo store',
      note: null,
    },
    verdict: null,
    word: null,
    resolvedAt: null,
    resolvedBy: null,
    ...change,
  };
}

function pending(now: number): ApprovalView[] {
  const first = sampleApproval('a1', now);
  return [
    sampleApproval('a3', now, {
      grantId: 'grant-codex on the laptop',
      grantName: 'codex on the laptop',
      client: codex,
      arguments: { asin: 'B0DEMO0044' },
      requestedAt: now - 3000,
      isClientWaiting: false,
      preview: 'unknown',
      goods: null,
    }),
    sampleApproval('a2', now, {
      arguments: { asin: 'B0DEMO0021', quantity: 1 },
      requestedAt: now - 5000,
      goods: {
        ...(first.goods ?? never()),
        title: 'Bounty paper towels',
        asin: 'B0DEMO0021',
        pictureId: null,
        quantity: 1,
        priceMinor: 2249,
        totalMinor: 2249,
        subtotalAfterMinor: 6348,
        note: 'Only 3 left in stock',
      },
    }),
    first,
  ];
}

function answered(now: number): ApprovalView[] {
  const base = { isClientWaiting: false } as const;
  return [
    sampleApproval('h1', now, {
      ...base,
      requestedAt: now - 9 * minute,
      state: 'consumed',
      verdict: 'approve',
      resolvedAt: now - 8 * minute,
      resolvedBy: 'console',
    }),
    sampleApproval('h2', now, {
      ...base,
      requestedAt: now - 19 * minute,
      state: 'denied',
      verdict: 'deny',
      word: 'get the smaller pack, please',
      resolvedAt: now - 18 * minute,
      resolvedBy: 'window',
    }),
    sampleApproval('h3', now, {
      ...base,
      requestedAt: now - 95 * minute,
      state: 'expired',
      resolvedAt: now - 65 * minute,
    }),
  ];
}

const searches = ['aa batteries', 'usb c cable 6ft', 'paper towels', 'wetjet pads', 'dish soap'];

function busyCalls(now: number): CallView[] {
  const calls: CallView[] = [];
  let seq = 900;
  let at = now - 2000;
  const add = (change: Partial<CallView>) => {
    calls.push(call(seq, at, change));
    seq -= 2;
    at -= 4000 + (seq % 7) * 900;
  };
  for (const { id, arguments: args, grantName, client, tool: name } of pending(now))
    add({
      id: `call-of-${id}`,
      tool: name,
      arguments: args,
      grantName,
      client,
      state: 'held',
      durationMs: null,
      resultBytes: null,
      isError: null,
      decision: asked,
      approvalId: id,
    });
  add({
    tool: 'view_cart',
    arguments: {},
    state: 'in_flight',
    durationMs: null,
    resultBytes: null,
    isError: null,
  });
  for (let index = 0; index < 19; index++) add({ tool: 'view_cart', arguments: {}, durationMs: 310 + index });
  add({
    tool: 'clear_cart',
    arguments: {},
    state: 'refused',
    decision: hidden,
    durationMs: null,
    isError: null,
  });
  add({
    tool: 'save_session',
    arguments: {},
    state: 'refused',
    decision: limited,
    durationMs: null,
    isError: null,
  });
  add({
    tool: 'add_to_cart',
    arguments: { asin: 'B0DEMO0012', quantity: 1 },
    approvalId: 'h1',
    durationMs: 2840,
  });
  add({ tool: 'get_product', arguments: { asin: 'B0DEMO0099' }, isError: true, durationMs: 812 });
  add({
    tool: 'search_amazon',
    arguments: { query: 'vinegar' },
    state: 'failed',
    error: 'the browser closed while the page loaded; it starts again with the next call',
    durationMs: 15_200,
    isError: null,
  });
  add({
    tool: 'add_to_cart',
    arguments: { query: 'milk' },
    state: 'withdrawn',
    decision: asked,
    error: 'the agent went away before a verdict: not executed',
    durationMs: null,
    isError: null,
  });
  for (let index = 0; index < 60; index++)
    add({
      tool: 'search_amazon',
      arguments: { query: searches[index % searches.length] ?? '' },
      durationMs: 700 + ((index * 137) % 900),
      ...(index % 9 === 4 && { grantName: 'codex on the laptop', client: codex }),
    });
  return calls;
}

function call(seq: number, at: number, change: Partial<CallView>): CallView {
  return {
    id: `c${seq}`,
    seq,
    at,
    grantId: `grant-${change.grantName ?? 'claude-code'}`,
    grantName: 'claude-code',
    client: claude,
    upstream: 'cart',
    tool: 'view_cart',
    arguments: {},
    state: 'completed',
    decision: allowed,
    approvalId: null,
    policyVersion: 3,
    durationMs: 640,
    resultBytes: 2048,
    isError: false,
    error: null,
    ...change,
  };
}

function decisionOf(
  effect: Decision['effect'],
  code: Decision['code'],
  rule: string,
  text: string,
): Decision {
  return { effect, code, rule, text, reasons: [{ rule, effect, code, text }], isRetryable: false };
}
const allowed = decisionOf('allow', 'allowed', '/tools/view_cart', 'allowed by the policy');
const asked = decisionOf('ask', 'approval_pending', '/tools/add_to_cart/action', 'it adds to your cart');
const hidden = decisionOf('deny', 'hidden', '/hide/0', 'hidden by the policy');
const limited: Decision = {
  ...decisionOf('deny', 'limit', '/tools/save_session/limits/0', 'at most 30 in a minute: try again in 12 s'),
  isRetryable: true,
  retryAfterMs: 12_000,
  reasons: [
    {
      rule: '/tools/save_session/limits/0',
      effect: 'deny',
      code: 'limit',
      text: 'at most 30 in a minute: try again in 12 s',
      counter: { name: 'save_session_rate', window: 'minute', before: '30', after: '31', max: '30' },
    },
  ],
};

function grant(name: string, now: number, change: Partial<GrantView>): GrantView {
  return {
    id: `grant-${name}`,
    name,
    upstreams: ['cart'],
    createdAt: now - 4000 * minute,
    rotatedAt: null,
    revokedAt: null,
    expiresAt: null,
    lastUsedAt: null,
    client: null,
    ...change,
  };
}

function tool(name: string, category: ToolCategory, risk: ToolRisk, description: string): ToolDefinition {
  return {
    name,
    description,
    inputSchema: { type: 'object' },
    category,
    risk,
    evidence: [category === 'Read' ? 'annotation readOnlyHint' : 'its name says that it changes something'],
    definitionHash: hash,
  };
}

const tools: ToolDefinition[] = [
  tool(
    'search_amazon',
    'Read',
    'low',
    'Searches the shop and answers the products with prices, ratings and ASINs. Sponsored results are marked and never come first.',
  ),
  tool('get_product', 'Read', 'low', 'Reads one product page: title, price, availability, choices.'),
  tool('view_cart', 'Read', 'low', 'Reads the cart: lines, quantities, subtotal.'),
  tool(
    'add_to_cart',
    'Financial',
    'high',
    'Adds a product to the cart, by ASIN or by a query that is resolved to one product. Reads the cart before and after, and reports the real change.',
  ),
  tool('update_cart_item', 'Financial', 'high', 'Changes the quantity of a cart line.'),
  tool('remove_from_cart', 'Write', 'medium', 'Removes a line from the cart.'),
  tool('clear_cart', 'Destructive', 'critical', 'Removes everything from the cart.'),
  tool('check_login', 'Read', 'low', 'Says whether the shop session is signed in, and as whom.'),
  tool('save_session', 'Execute', 'medium', 'Saves the browser session now.'),
  tool('search_wholefoods', 'Read', 'low', 'Searches Whole Foods.'),
];

function cartPolicy(now: number): Snapshot['policies'][number] {
  const asks = { action: 'require_approval', reason: 'it adds to your cart' } as const;
  return {
    upstream: 'cart',
    grantId: null,
    version: 3,
    savedAt: now - 600 * minute,
    savedBy: 'Checkstand',
    document: {
      version: '1',
      default: 'deny',
      hide: ['*_wholefoods'],
      tools: {
        search_amazon: {},
        get_product: {},
        view_cart: {},
        check_login: {},
        add_to_cart: { ...asks, limits: [{ counter: 'cart_changes', window: 'minute', max: 30 }] },
        update_cart_item: asks,
        remove_from_cart: asks,
        clear_cart: { action: 'hide' },
        save_session: {
          limits: [{ counter: 'save_session_rate', window: 'minute', max: 30, scope: 'grant' }],
        },
      },
    },
  };
}

function never(): never {
  throw new Error('the sample has goods');
}
