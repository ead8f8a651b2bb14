import { dataFiles } from '../data-dir.ts';
import { AlreadyRunningError } from '../data-lock.ts';
import type { Caller } from '../app.ts';
import { systemParts } from '../system-parts.ts';
import { throwingCall, type ThrowingCall } from '../typed-call.ts';
import { connectSocket } from './socket-client.ts';

/** The application API, wherever it was found. */
export interface Connection {
  readonly call: ThrowingCall;
  /** False when the app was opened for this command only: nobody waits for an answer there. */
  readonly isRunning: boolean;
  close(): Promise<void>;
}

const shell: Caller = { surface: 'shell', authorities: new Set(['view', 'manage']) };

/**
 * Opens the data folder; where an app runs on it already, talks to that one. Trying the folder first leaves no moment
 * in which the answer to "does one run?" could become wrong.
 */
export async function connect(options: {
  dataDir: string;
  key: string | undefined;
  show: (line: string) => void;
}): Promise<Connection> {
  const { dataDir, key, show } = options;
  try {
    // Here, not above: a command that needs no app should not load one.
    const { createAppForCommand } = await import('../create-app.ts');
    const app = await createAppForCommand(systemParts({ dataDir, overrides: {}, show }));
    if (key !== undefined && key !== '') {
      await app.close();
      throw new Error(
        `no app runs on \`${dataDir}\`, and the key is that of a running one: give its --data-dir, or leave the key out`,
      );
    }
    return {
      call: throwingCall((frame) => app.call(frame, shell)),
      isRunning: false,
      close: () => app.close(),
    };
  } catch (error) {
    if (!(error instanceof AlreadyRunningError)) throw error;
    return connectToRunning(error, key, dataFiles(dataDir).running);
  }
}

async function connectToRunning(
  { running }: AlreadyRunningError,
  key: string | undefined,
  announcement: string,
): Promise<Connection> {
  if (!running)
    throw new Error(
      `an app that is just starting or stopping holds the data folder (no \`${announcement}\`): try again`,
    );
  if (running.uiUrl === null)
    throw new Error(
      `Checkstand runs without a console in the browser (process ${running.pid}): use its window, or quit it first`,
    );
  if (key === undefined || key === '')
    throw new Error(
      'Checkstand is running: set CHECKSTAND_KEY, or pass --key, with the operator key it printed when it started',
    );
  const client = await connectSocket(running.uiUrl, key);
  return {
    call: throwingCall((frame) => client.call(frame)),
    isRunning: true,
    close: async () => client.close(),
  };
}
