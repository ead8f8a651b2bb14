import { isJsonObject, type JsonObject } from '../../../contract/json.ts';
import type { JsonRpcMessage } from '../../../contract/mcp.ts';
import type { Frame } from '../../upstreams/channel.ts';
import { frameOfMessage } from '../../upstreams/frame.ts';
import type { Member } from './member.ts';
import { joinUri } from './names.ts';
import { qualifiedResult } from './qualify.ts';

const areas = ['tools', 'prompts', 'resources'] as const;

/** What a client has to read again when this member comes or goes. */
export function changesOf(member: Member): string[] {
  return areas.filter((it) => member.offers(it)).map((it) => `notifications/${it}/list_changed`);
}

/** The response of a member with the resources it names renamed. One that names none stays as it is, unparsed. */
export function renamedFrame(upstream: string, method: string, frame: Frame): Frame {
  if (!frame.envelope.hasResult || !mayNameResources(method, frame)) return frame;
  const message = parsed(frame);
  const { result } = message ?? {};
  if (!message || !isJsonObject(result)) return frame;
  return frameOfMessage({ ...message, result: qualifiedResult(upstream, method, result) } as JsonRpcMessage); // a response, as it came
}

function mayNameResources(method: string, { json }: Frame): boolean {
  switch (method) {
    case 'tools/call':
    case 'prompts/get':
      return json.includes('"resource');
    case 'resources/read':
      return true;
    default:
      return false;
  }
}

/** A notification of a member as the client gets it; undefined when it must not. */
export function qualifiedNotification(
  upstream: string,
  method: string,
  frame: Frame,
  isOwnToken: (token: unknown) => boolean,
): Frame | undefined {
  const params = paramsOf(frame);
  const changed = (added: JsonObject) =>
    frameOfMessage({ jsonrpc: '2.0', method, params: { ...params, ...added } });
  switch (method) {
    case 'notifications/progress':
      // A token may be guessed: it counts from the one that was given it.
      return isOwnToken(params['progressToken']) ? frame : undefined;
    case 'notifications/resources/updated': {
      const { uri } = params;
      return typeof uri === 'string' ? changed({ uri: joinUri(upstream, uri) }) : undefined;
    }
    case 'notifications/message': {
      const { logger } = params;
      return changed({ logger: typeof logger === 'string' ? `${upstream}: ${logger}` : upstream });
    }
    case 'notifications/tasks/status':
      return undefined;
    default:
      return frame;
  }
}

export function paramsOf(frame: Frame): JsonObject {
  const params = parsed(frame)?.['params'];
  return isJsonObject(params) ? params : {};
}

function parsed(frame: Frame): JsonObject | undefined {
  try {
    const message = frame.parse();
    return isJsonObject(message) ? message : undefined;
  } catch {
    return undefined;
  }
}
