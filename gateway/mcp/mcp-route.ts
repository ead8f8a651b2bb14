import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../contract/ports.ts';
import { authenticated, type Authenticate, type AuthenticatedGrant } from '../http/authenticate.ts';
import { accepts, acceptsAnswers, isJsonContentType } from '../http/guards.ts';
import type { BodyFault, BodyReader, BodyResult } from '../http/read-body.ts';
import { createBatchReplies, createReply } from '../http/reply.ts';
import type { Upstreams } from '../upstreams/upstreams.ts';
import type { Aggregates } from './aggregate/aggregates.ts';
import { isKnownVersionHeader, isModern, isModernVersion } from './era.ts';
import { parseBody, rpcCode, type ClientMessage } from './json-rpc.ts';
import type { ModernRoute } from './modern/modern-route.ts';
import type { OpenSession } from './open-session.ts';
import { forwardedHeaders } from './relay-headers.ts';
import { errorReply, unsupportedVersionReply } from './results.ts';
import { refuseHttp } from './route.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';
import { createTargets, type Target } from './target.ts';

export interface McpRouteParts {
  readonly authenticate: Authenticate;
  readonly upstreams: Upstreams;
  readonly aggregates: Aggregates;
  readonly sessions: Sessions;
  readonly openSession: OpenSession;
  readonly modern: ModernRoute;
  readonly bodies: Pick<BodyReader, 'read'>;
  readonly maxBodyBytes: number;
  /** Runs a step of handling a request; what it throws is answered and logged. */
  readonly guarded: (req: IncomingMessage, res: ServerResponse, step: () => void) => void;
  readonly clock: Clock;
}

type McpRoute = (req: IncomingMessage, res: ServerResponse, upstream: string | null) => void;

/** `/mcp` and `/mcp/UPSTREAM`: authenticates, finds the session, hands the messages to it (MCP transports, "Streamable HTTP"). */
export function createMcpRoute(parts: McpRouteParts): McpRoute {
  const { sessions, openSession, clock } = parts;
  const targets = createTargets();
  return (req, res, name) => {
    const entered = authenticated(parts.authenticate, req);
    if (!entered.ok) {
      // No `resource_metadata`: a client that finds OAuth discovery forgets its configured header.
      return refuseHttp(res, 401, entered.message, { 'www-authenticate': 'Bearer realm="Checkstand"' });
    }
    const { grant } = entered;
    const target = name === null ? parts.aggregates.targetFor(grant) : targetOf(grant, name);
    // The same answer for what does not exist and for what belongs to others.
    if (!target) return refuseHttp(res, 404, whatIsThere(name ?? '', grant.upstreams));
    const version = req.headers['mcp-protocol-version']?.toString().trim();
    if (req.method !== 'POST' && isModernVersion(version)) {
      return refuseHttp(res, 405, `revision ${version} has POST only`, { allow: 'POST' });
    }
    switch (req.method) {
      case 'POST':
        return post(req, res, grant, target);
      case 'GET':
        return get(req, res, grant, target);
      case 'DELETE':
        return remove(req, res, grant, target);
      default:
        return refuseHttp(res, 405, 'expected POST, GET or DELETE', { allow: 'GET, POST, DELETE' });
    }
  };

  function targetOf(grant: AuthenticatedGrant, name: string): Target | undefined {
    const upstream = grant.upstreams.includes(name) ? parts.upstreams.get(name) : undefined;
    return upstream && targets(upstream);
  }

  function post(req: IncomingMessage, res: ServerResponse, grant: AuthenticatedGrant, target: Target): void {
    const unfit = unfitForPost(req);
    if (unfit) return refuseHttp(res, unfit.status, unfit.message);
    const onBody = (read: BodyResult) => {
      if (!read.ok) return refuseBody(req, res, read.why, parts.maxBodyBytes);
      const parsed = parseBody(read.body);
      if (!parsed.ok)
        return createReply(res, clock).answer(errorReply(parsed.id, parsed.code, parsed.message), 400);
      receive(req, res, grant, target, parsed.messages, parsed.isBatch);
    };
    parts.bodies.read(req, (read) => parts.guarded(req, res, () => onBody(read)));
  }

  function receive(
    req: IncomingMessage,
    res: ServerResponse,
    grant: AuthenticatedGrant,
    target: Target,
    messages: readonly ClientMessage[],
    isBatch: boolean,
  ): void {
    const [first] = messages;
    const header = req.headers['mcp-protocol-version']?.toString();
    const speaksModern = (it: ClientMessage) =>
      isModern(it.kind === 'response' ? undefined : it.params, header?.trim());
    if (messages.some(speaksModern)) {
      return parts.modern.receive(req, createReply(res, clock), grant, target, messages);
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
      if (id !== undefined && sessions.find(target.name, grant.id, id)) {
        return refuse('this session is initialized already: leave out `Mcp-Session-Id` to open another');
      }
      return openSession(target, grant, initialize, createReply(res, clock), forwardedHeaders(req.headers));
    }
    const session = sessionFor(req, res, grant, target);
    if (!session || !first) return;
    const headers = forwardedHeaders(req.headers);
    if (!isBatch) return session.receive(first, createReply(res, clock), headers);
    const replies = createBatchReplies(res, clock, messages.length);
    messages.forEach((message, at) => {
      const reply = replies[at];
      if (reply) session.receive(message, reply, headers);
    });
  }

  function get(req: IncomingMessage, res: ServerResponse, grant: AuthenticatedGrant, target: Target): void {
    if (!accepts(req.headers.accept, 'text/event-stream')) {
      return refuseHttp(res, 406, 'GET opens an event stream: accept `text/event-stream`');
    }
    const session = sessionFor(req, res, grant, target);
    if (!session) return;
    session.openStream(res, req.headers['last-event-id']?.toString(), forwardedHeaders(req.headers));
  }

  function remove(
    req: IncomingMessage,
    res: ServerResponse,
    grant: AuthenticatedGrant,
    target: Target,
  ): void {
    const session = sessionFor(req, res, grant, target);
    if (!session) return;
    sessions.leave(session, session.remove(res, forwardedHeaders(req.headers)));
  }

  /** The session a request belongs to; answers the request when there is none. */
  function sessionFor(
    req: IncomingMessage,
    res: ServerResponse,
    grant: AuthenticatedGrant,
    target: Target,
  ): Session | undefined {
    const id = sessionIdOf(req);
    const { connection } = target;
    const isStateless =
      connection.kind === 'relay' && !connection.link.isStateful && connection.eras.known()?.legacy !== false;
    if (id === undefined && isStateless) {
      return openSession.withoutId(target, grant);
    }
    if (id === undefined) {
      refuseHttp(res, 400, 'the header `Mcp-Session-Id` is missing: send `initialize` first');
      return undefined;
    }
    const session = sessions.find(target.name, grant.id, id);
    // 404 makes clients start over with `initialize` (MCP transports, "Session Management").
    if (!session) refuseHttp(res, 404, 'this session is unknown or over: send `initialize` again');
    return session;
  }
}

function whatIsThere(name: string, granted: readonly string[]): string {
  const there = ['/mcp', ...granted.map((it) => `/mcp/${it}`)].join(', ');
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
  // No header accepts everything.
  if (accept !== undefined && !acceptsAnswers(accept)) {
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
