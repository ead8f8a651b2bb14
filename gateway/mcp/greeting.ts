import type { Clock, Log } from '../../contract/ports.ts';
import type { HttpLink } from '../upstreams/http-link.ts';
import { postHeaders } from './relay-headers.ts';
import type { ForwardedHeaders } from './session.ts';

/**
 * `notifications/initialized` on its way to an upstream over HTTP. Every session begins with it and nothing is ever done
 * about its answer, so the client does not wait for that; what comes after it still reaches the upstream after it.
 */
export interface Greeting {
  send(body: Buffer, headers: ForwardedHeaders): void;
  /** Runs the step when the greeting has arrived; now, when none is under way. `onFault`: it threw after it had waited. */
  after(step: () => void, onFault: () => void): void;
  /** Nothing is waited for any more. */
  end(): void;
}

interface Parts {
  readonly upstream: string;
  readonly link: HttpLink;
  readonly clock: Clock;
  readonly log: Log;
  /** The upstream does not know the session. */
  readonly onUnknown: () => void;
}

/** An upstream that does not answer a notification must not hold up what comes after it. */
const longestMs = 1_000;

export function createGreeting({ upstream, link, clock, log, onUnknown }: Parts): Greeting {
  let waiting: (() => void)[] | undefined;
  let stopDeadline = () => {};

  function end(): void {
    stopDeadline();
    const steps = waiting ?? [];
    waiting = undefined;
    for (const step of steps) step();
  }

  return {
    send(body, headers) {
      end();
      const mine: (() => void)[] = [];
      waiting = mine;
      const arrived = () => {
        if (waiting === mine) end();
      };
      stopDeadline = clock.after(longestMs, arrived);
      link.send(
        { method: 'POST', headers: [...postHeaders, ...headers], body },
        {
          onHead(status) {
            if (status === 404) onUnknown();
            if (status >= 300) {
              log.warn('an upstream refused `notifications/initialized`', { upstream, status });
            }
          },
          onData: () => true,
          onEnd: arrived,
          onError: arrived,
        },
      );
    },
    after(step, onFault) {
      if (!waiting) return step();
      waiting.push(() => {
        try {
          step();
        } catch (error) {
          log.error('a request could not be handled', { upstream, error: String(error) });
          onFault();
        }
      });
    },
    end,
  };
}
