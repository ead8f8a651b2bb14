import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../contract/ports.ts';
import { authenticated, type Authenticate, type AuthenticatedGrant } from '../http/authenticate.ts';
import { accepts, isJsonContentType } from '../http/guards.ts';
import type { BodyFault, BodyResult, ReadBody } from '../http/read-body.ts';
import { createBatchReplies, createReply } from '../http/reply.ts';
import type { Upstream, Upstreams } from '../upstreams/upstreams.ts';
import { isKnownVersionHeader, isModern, isModernVersion } from './era.ts';
import { parseBody, rpcCode, type ClientMessage } from './json-rpc.ts';
import type { ModernRoute } from './modern/modern-route.ts';
import type { OpenSession } from './open-session.ts';
import { forwardedHeaders } from './relay-headers.ts';
import { errorReply, unsupportedVersionReply } from './results.ts';
import { refuseHttp } from './route.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';

export interface McpRouteParts {
  readonly authenticate: Authenticate;
  readonly upstreams: Upstreams;
  readonly sessions: Sessions;
  readonly openSession: OpenSession;
  readonly modern: ModernRoute;
  readonly readBody: ReadBody;
  readonly maxBodyBytes: number;
  /** Runs a step of handling a request; what it throws is answered and logged. */
  readonly guarded: (req: IncomingMessage, res: ServerResponse, step: () => void) => void;
  readonly clock: Clock;
}

type McpRoute = (req: IncomingMessage, res: ServerResponse, upstream: string | null) => void;

/** `/mcp/UPSTREAM`: authenticates, finds the session, hands the messages to it (MCP transports, "Streamable HTTP"). */
export function createMcpRoute(parts: McpRouteParts): McpRoute {
  const { sessions, openSession, clock } = parts;
  return (req, res, name) => {
    const entered = authenticated(parts.authenticate, req);
    if (!entered.ok) {
      // No `resource_metadata`: a client that finds OAuth discovery forgets its configured header.
      return refuseHttp(res, 401, entered.message, { 'www-authenticate': 'Bearer realm="Checkstand"' });
    }
    const { grant } = entered;
    const isGranted = name !== null && grant.upstreams.includes(name);
    const upstream = isGranted ? parts.upstreams.get(name) : undefined;
    // The same answer for what does not exist and for what belongs to others.
    if (!upstream) return refuseHttp(res, 404, whatIsThere(name, grant.upstreams));
    const version = req.headers['mcp-protocol-version']?.toString().trim();
    if (req.method !== 'POST' && isModernVersion(version)) {
      return refuseHttp(res, 405, `revision ${version} has POST only`, { allow: 'POST' });
    }
    switch (req.method) {
      case 'POST':
        return post(req, res, grant, upstream);
      case 'GET':
        return get(req, res, grant, upstream);
      case 'DELETE':
        return remove(req, res, grant, upstream);
      default:
        return refuseHttp(res, 405, 'expected POST, GET or DELETE', { allow: 'GET, POST, DELETE' });
    }
  };

  function post(
    req: IncomingMessage,
    res: ServerResponse,
    grant: AuthenticatedGrant,
    upstream: Upstream,
  ): void {
    const unfit = unfitForPost(req);
    if (unfit) return refuseHttp(res, unfit.status, unfit.message);
    const onBody = (read: BodyResult) => {
      if (!read.ok) return refuseBody(req, res, read.why, parts.maxBodyBytes);
      const parsed = parseBody(read.body);
      if (!parsed.ok)
        return createReply(res, clock).answer(errorReply(parsed.id, parsed.code, parsed.message), 400);
      receive(req, res, grant, upstream, parsed.messages, parsed.isBatch);
    };
    parts.readBody(req, (read) => parts.guarded(req, res, () => onBody(read)));
  }

  function receive(
    req: IncomingMessage,
    res: ServerResponse,
    grant: AuthenticatedGrant,
    upstream: Upstream,
    messages: readonly ClientMessage[],
    isBatch: boolean,
  ): void {
    const [first] = messages;
    const header = req.headers['mcp-protocol-version']?.toString();
    const speaksModern = (it: ClientMessage) =>
      isModern(it.kind === 'response' ? undefined : it.params, header?.trim());
    if (messages.some(speaksModern)) {
      return parts.modern.receive(req, createReply(res, clock), grant, upstream, messages);
    }
    if (!isKnownVersionHeader(header)) {
      return createReply(res, clock).answer(unsupportedVersionReply(null, header ?? ''), 400);
    }
    const initialize = messages.find((it) => it.kind === 'request' && it.method === 'initialize');
    if (initialize?.kind === 'request') {
      const refuse = (text: string) =>
        createReply(res, clock).answer(errorReply(initialize.id, rpcCode.invalidRequest, text), 400);
      if (isBatch) return refuse('`initialize` cannot be part of a batch');
      const id = sessionIdOf(req);
      if (id !== undefined && sessions.find(upstream.name, grant.id, id)) {
        return refuse('this session is initialized already: leave out `Mcp-Session-Id` to open another');
      }
      return openSession(upstream, grant, initialize, createReply(res, clock), forwardedHeaders(req.headers));
    }
    const session = sessionFor(req, res, grant, upstream);
    if (!session || !first) return;
    sessions.touch(session);
    const headers = forwardedHeaders(req.headers);
    if (!isBatch) return session.receive(first, createReply(res, clock), headers);
    const replies = createBatchReplies(res, clock, messages.length);
    messages.forEach((message, at) => {
      const reply = replies[at];
      if (reply) session.receive(message, reply, headers);
    });
  }

  function get(
    req: IncomingMessage,
    res: ServerResponse,
    grant: AuthenticatedGrant,
    upstream: Upstream,
  ): void {
    if (!accepts(req.headers.accept, 'text/event-stream')) {
      return refuseHttp(res, 406, 'GET opens an event stream: accept `text/event-stream`');
    }
    const session = sessionFor(req, res, grant, upstream);
    if (!session) return;
    sessions.touch(session);
    session.openStream(res, req.headers['last-event-id']?.toString(), forwardedHeaders(req.headers));
  }

  function remove(
    req: IncomingMessage,
    res: ServerResponse,
    grant: AuthenticatedGrant,
    upstream: Upstream,
  ): void {
    const session = sessionFor(req, res, grant, upstream);
    if (!session) return;
    sessions.leave(session, session.remove(res, forwardedHeaders(req.headers)));
  }

  /** The session a request belongs to; answers the request when there is none. */
  function sessionFor(
    req: IncomingMessage,
    res: ServerResponse,
    grant: AuthenticatedGrant,
    upstream: Upstream,
  ): Session | undefined {
    const id = sessionIdOf(req);
    const { connection } = upstream;
    const isStateless =
      connection.kind === 'relay' && !connection.link.isStateful && connection.eras.known()?.legacy !== false;
    if (id === undefined && isStateless) {
      return openSession.withoutId(upstream, grant);
    }
    if (id === undefined) {
      refuseHttp(res, 400, 'the header `Mcp-Session-Id` is missing: send `initialize` first');
      return undefined;
    }
    const session = sessions.find(upstream.name, grant.id, id);
    // 404 makes clients start over with `initialize` (MCP transports, "Session Management").
    if (!session) refuseHttp(res, 404, 'this session is unknown or over: send `initialize` again');
    return session;
  }
}

function whatIsThere(name: string | null, granted: readonly string[]): string {
  const there = granted.map((it) => `/mcp/${it}`).join(', ') || 'none yet';
  if (name === null) return `use \`/mcp/UPSTREAM\`; for this client there is: ${there}`;
  return `no upstream \`${name.slice(0, 64)}\` for this client; there is: ${there}`;
}

function unfitForPost(req: IncomingMessage): { status: number; message: string } | undefined {
  const { accept, 'content-type': type, 'content-encoding': encoding } = req.headers;
  if (!isJsonContentType(type)) return { status: 415, message: 'expected `Content-Type: application/json`' };
  if (encoding !== undefined && encoding !== 'identity') {
    return {
      status: 415,
      message: `content encoding \`${encoding}\` is not supported: send the body as it is`,
    };
  }
  if (!accepts(accept, 'application/json') || !accepts(accept, 'text/event-stream')) {
    return { status: 406, message: 'accept both `application/json` and `text/event-stream`' };
  }
  return undefined;
}

function refuseBody(req: IncomingMessage, res: ServerResponse, why: BodyFault, maxBytes: number): void {
  switch (why) {
    case 'too_large':
      return refuseHttp(res, 413, `the body is too large: at most ${maxBytes} bytes`);
    case 'too_slow':
      refuseHttp(res, 408, 'the body did not arrive in time', { connection: 'close' });
      return;
    case 'too_many':
      return refuseHttp(res, 503, 'too many requests are arriving at once: try again', {
        'retry-after': '1',
      });
    case 'aborted':
      req.destroy();
  }
}

function sessionIdOf(req: IncomingMessage): string | undefined {
  return req.headers['mcp-session-id']?.toString();
}
