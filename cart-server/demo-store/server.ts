import { createServer, type IncomingMessage, type Server } from 'node:http';
import { assetAt } from './assets.ts';
import { createView } from './pages/view.ts';
import { newSessionCookies, send, troublePage, type PageTrouble } from './respond.ts';
import { addRoutes } from './routes/add.ts';
import { browseRoutes, notFound } from './routes/browse.ts';
import { cartRoutes } from './routes/cart.ts';
import { signInRoutes } from './routes/sign-in.ts';
import type { StoreParts } from './routes/store-parts.ts';
import type { SwitchBoard } from './switches.ts';
import type { Gatekeeper } from './traffic.ts';
import type { Troubles } from './troubles.ts';
import { localPath, readBody, readCookies, redirect, type Answer, type Visit } from './visit.ts';

export interface ServerParts extends StoreParts {
  readonly board: SwitchBoard;
  readonly troubles: Troubles;
  readonly traffic: Gatekeeper;
}

const routes = [...browseRoutes, ...addRoutes, ...cartRoutes, ...signInRoutes];

/** The HTTP side of the shop. Not yet listening. */
export function createShopServer(parts: ServerParts): Server {
  const server = createServer((request, response) => {
    answer(request, parts)
      .then((it) =>
        it === 'drop' ? request.socket.destroy() : send(response, it, request.method === 'HEAD'),
      )
      .catch(() => {
        if (!response.headersSent) send(response, { status: 500, body: 'the demo store failed' });
        else response.destroy();
      });
  });
  return server;
}

async function answer(request: IncomingMessage, parts: ServerParts): Promise<Answer | 'drop'> {
  const origin = originOf(request);
  // A page elsewhere that resolves its own name to 127.0.0.1 would send its own Host.
  if (!origin) return { status: 421, body: 'this shop answers to 127.0.0.1 only' };
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  if (method !== 'GET' && method !== 'POST')
    return { status: 405, headers: { allow: 'GET, POST' }, body: '' };
  if (!URL.canParse(request.url ?? '', origin)) return { status: 400, body: 'bad path' };
  const url = new URL(request.url ?? '/', origin);
  if (url.origin !== origin) return { status: 400, body: 'bad path' };
  const asset = assetAt(url.pathname, parts.walls);
  if (asset) return asset;

  const body = method === 'POST' ? await readBody(request) : '';
  if (body === undefined) return { status: 413, headers: { connection: 'close' }, body: 'too large' };
  const { socket } = request;
  const hungUp = (): Promise<void> =>
    new Promise((resolve) => {
      if (socket.closed) resolve();
      // Not `once` of events: that rejects when a reset comes before the close.
      else socket.once('close', () => resolve());
    });
  const passage = parts.traffic.enter(method, `${url.pathname}${url.search}`, hungUp);
  try {
    if ((await passage.pass('arrived')) === 'drop') return 'drop';
    const { delayMs } = parts.board.get();
    if (delayMs > 0) await new Promise<void>((resolve) => void parts.clock.after(delayMs, resolve));
    const trouble = parts.troubles.strike(url.pathname);
    if (trouble === 'drop') return 'drop';
    const isLost = trouble === 'drop_answer';
    const done = await visit(request, { method, url, body, trouble: isLost ? undefined : trouble }, parts);
    return (await passage.pass('done')) === 'drop' || isLost ? 'drop' : done;
  } finally {
    passage.leave();
  }
}

interface Asked extends Pick<Visit, 'method' | 'url'> {
  readonly body: string;
  readonly trouble: PageTrouble | undefined;
}

async function visit(
  request: IncomingMessage,
  { method, url, body, trouble }: Asked,
  parts: ServerParts,
): Promise<Answer> {
  const { shop, walls, board } = parts;
  const foreign = request.headers.origin !== undefined && request.headers.origin !== url.origin;
  if (method === 'POST' && foreign) return { status: 403, body: 'posted from another site' };
  const cookies = readCookies(request.headers.cookie);
  const session = shop.findOrOpenSession(cookies);
  const isScripted = request.headers['x-requested-with'] === 'XMLHttpRequest';
  if (method === 'GET' && !isScripted) shop.countView(session);
  const view = createView({
    switches: board.get(),
    customerName: shop.customerOf(session)?.name ?? null,
    sessionId: session.id,
    csrf: session.csrf,
    cartCount: () => shop.cartCount(session),
    here: method === 'GET' ? `${url.pathname}${url.search}` : '/',
    origin: url.origin,
  });
  const withSession = (it: Answer): Answer =>
    cookies.get('session-id') === session.id
      ? it
      : { ...it, cookies: [...newSessionCookies(session.id, view.texts.lang), ...(it.cookies ?? [])] };

  if (trouble) return withSession(troublePage(view, trouble));
  if (url.pathname === '/errors/validateCaptcha') {
    walls.judge(session.id, url.searchParams.get('amzn') ?? '', url.searchParams.get('field-keywords') ?? '');
    return withSession(redirect(localPath(url.searchParams.get('amzn-r') ?? '/', url.origin)));
  }
  const wall = walls.stop(view, view.here, cookies);
  if (wall) return withSession(wall);
  if (board.get().asksSignIn && !shop.customerOf(session) && isCustomersOnly.test(url.pathname)) {
    return withSession(redirect(`/ap/signin?${new URLSearchParams({ 'openid.return_to': view.here })}`));
  }

  const isJson = request.headers['content-type']?.startsWith('application/json') ?? false;
  const asked: Visit = {
    method,
    url,
    fields: method === 'POST' && !isJson ? new URLSearchParams(body) : url.searchParams,
    json: isJson ? parseJson(body) : undefined,
    session,
    view,
    isScripted,
  };
  const route = routes.find((it) => it.method === method && it.path.test(url.pathname));
  return withSession(route ? await route.handle(asked, parts) : notFound(asked));
}

/** Carts, and what changes them. */
const isCustomersOnly = /^\/(cart|gp\/cart|alm|gp\/product\/handle-buy-box)(\/|$)/;

/** The shop's own origin when the request was meant for it. */
function originOf(request: IncomingMessage): string | undefined {
  const port = request.socket.localPort;
  const host = request.headers.host;
  return host === `127.0.0.1:${port}` || host === `localhost:${port}` ? `http://${host}` : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
