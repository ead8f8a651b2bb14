import { checkOptions, honest, lacking } from './honest.ts';

type RequestListener = (
  details: { readonly url: string; readonly method: string; readonly resourceType: string },
  callback: (response: { cancel?: boolean }) => void,
) => void;
type CheckHandler = (contents: unknown, permission: string, origin: string, details: object) => boolean;
type RequestHandler = (
  contents: unknown,
  permission: string,
  callback: (isGranted: boolean) => void,
  details: { readonly requestingUrl: string; readonly isMainFrame: boolean },
) => void;

class WebRequestDouble {
  listener: RequestListener | undefined;

  onBeforeRequest(listener: RequestListener): void {
    if (typeof listener !== 'function') throw lacking('webRequest.onBeforeRequest with a filter');
    this.listener = listener;
  }
}

class SessionDouble {
  readonly webRequest = honest('webRequest', new WebRequestDouble());
  permissionCheck: CheckHandler | undefined;
  permissionRequest: RequestHandler | undefined;
  devicePermission: (() => boolean) | undefined;

  setPermissionCheckHandler(handler: CheckHandler): void {
    this.permissionCheck = handler;
  }

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.permissionRequest = handler;
  }

  setDevicePermissionHandler(handler: () => boolean): void {
    this.devicePermission = handler;
  }
}

export const defaultSession = honest('session.defaultSession', new SessionDouble());
export const session = honest('session', { defaultSession });

/** Asks the app whether a request may go out. */
export function isRequestAllowed(url: string, method: string, resourceType: string): Promise<boolean> {
  const { listener } = defaultSession.webRequest;
  if (!listener) return Promise.resolve(true);
  return new Promise((resolve) => {
    listener({ url, method, resourceType }, ({ cancel }) => resolve(cancel !== true));
  });
}

type ProtocolHandler = (request: Request) => Response | Promise<Response>;

class ProtocolDouble {
  readonly handlers = new Map<string, ProtocolHandler>();
  readonly privileged = new Map<string, object>();

  registerSchemesAsPrivileged(schemes: readonly { scheme: string; privileges?: object }[]): void {
    for (const { scheme, privileges = {} } of schemes) {
      checkOptions('protocol privilege', privileges, ['standard', 'secure', 'supportFetchAPI', 'codeCache']);
      this.privileged.set(scheme, privileges);
    }
  }

  handle(scheme: string, handler: ProtocolHandler): void {
    // The stand-in is https, so a scheme without these would do more here than in Electron.
    const privileges = this.privileged.get(scheme);
    if (!privileges || !('standard' in privileges) || !('secure' in privileges)) {
      throw lacking(`protocol.handle of a scheme that is not standard and secure (${scheme})`);
    }
    this.handlers.set(scheme, handler);
  }
}

export const protocol = honest('protocol', new ProtocolDouble());
