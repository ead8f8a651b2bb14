import { protocol, type CustomScheme } from 'electron';
import { answerConsole } from './console-files.ts';

/** Where the console lives inside the app; nothing else is ever loaded into a window. */
export const consoleOrigin = 'app://console';

/** To be registered before the app is ready. */
export const consoleScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
};

/** Serves the built console, and only that, under `app://console/`. */
export function serveConsole(rendererDir: string): void {
  protocol.handle('app', (request) => answerConsole(request, rendererDir));
}
