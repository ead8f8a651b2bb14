import type { JsonObject } from '../../../contract/json.ts';
import type { Log } from '../../../contract/ports.ts';
import type { Reply } from '../../http/reply.ts';
import { errorReply, gatewayCode } from '../results.ts';
import { taggedNotification } from './modern-results.ts';
import { wantedOf, type Incoming, type Listening } from './modern-side.ts';
import { requestQuietly, type Talk, type TalkListener, type Talks } from './talks.ts';

interface Parts {
  readonly talks: Talks;
  readonly upstream: string;
  readonly log: Log;
}

const listChanges: Readonly<Record<string, string>> = {
  'notifications/tools/list_changed': 'toolsListChanged',
  'notifications/prompts/list_changed': 'promptsListChanged',
  'notifications/resources/list_changed': 'resourcesListChanged',
};

/** `subscriptions/listen` on a legacy upstream: what its session is told, and subscriptions made for the client. */
export function listenToTalk(parts: Parts, incoming: Incoming, reply: Reply, onEnd: () => void): Listening {
  const { request, envelope } = incoming;
  const { id, params } = request;
  const wanted = wantedOf(params);
  const { resourceSubscriptions } = wanted;
  const uris = Array.isArray(resourceSubscriptions) ? resourceSubscriptions.map(String) : [];
  let release = () => {};
  let isOver = false;
  // The acknowledgement comes first on the stream.
  let isAcknowledged = false;

  const isWanted = (method: string, changed: JsonObject): boolean => {
    const flag = listChanges[method];
    if (flag !== undefined) return wanted[flag] === true;
    return method === 'notifications/resources/updated' && uris.some((uri) => uri === changed['uri']);
  };
  const onChange = (method: string, changed: JsonObject) => {
    if (isAcknowledged && isWanted(method, changed)) reply.event(taggedNotification(method, id, changed));
  };
  const end = () => {
    if (isOver) return;
    isOver = true;
    release();
    reply.end();
    onEnd();
  };
  const listener: TalkListener = { onChange, onOver: end };

  reply.onGone(end);
  parts.talks.for(envelope).then(
    (talk) => {
      if (isOver) return;
      talk.listeners.add(listener);
      for (const uri of uris) subscribe(talk, uri, 1);
      release = () => {
        talk.listeners.delete(listener);
        for (const uri of uris) subscribe(talk, uri, -1);
      };
      reply.event(
        taggedNotification('notifications/subscriptions/acknowledged', id, { notifications: wanted }),
      );
      isAcknowledged = true;
    },
    (error: unknown) => {
      parts.log.warn('an upstream could not be listened to', {
        upstream: parts.upstream,
        error: String(error),
      });
      const what = error instanceof Error ? error.message : String(error);
      reply.answer(
        errorReply(id, gatewayCode.upstreamDown, `upstream \`${parts.upstream}\` did not start: ${what}`),
      );
      end();
    },
  );
  return { announceTools: () => onChange('notifications/tools/list_changed', {}), end };
}

/** One subscription upstream for all who listen. */
function subscribe(talk: Talk, uri: string, by: 1 | -1): void {
  const before = talk.subscribed.get(uri) ?? 0;
  talk.subscribed.set(uri, before + by);
  if (before === 0 && by === 1) requestQuietly(talk, 'resources/subscribe', { uri });
  if (before === 1 && by === -1 && !talk.conversation.isOver)
    requestQuietly(talk, 'resources/unsubscribe', { uri });
}
