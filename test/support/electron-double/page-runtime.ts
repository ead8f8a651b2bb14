/**
 * What Electron puts around a sandboxed preload, run inside the page before its own scripts. Travels to the page as
 * text, so it may use nothing from outside itself.
 *
 * Not as in Electron: the preload shares the page's JavaScript world. What crosses the bridge is copied as there,
 * and the only way to the main process is taken off the page before the page runs.
 */
export function pageRuntime(
  config: { readonly platform: string; readonly binding: string; readonly delivery: string },
  preload: (
    require: (name: string) => unknown,
    module: { exports: unknown },
    exports: unknown,
    process: unknown,
  ) => void,
): void {
  type Listener = (event: object, ...args: unknown[]) => void;
  const globals = window as unknown as Record<string, unknown>; // the page's globals by name
  const toMain = globals[config.binding] as (message: unknown) => Promise<unknown>; // put there by the double
  delete globals[config.binding];
  // Preloads run in main frames only (`nodeIntegrationInSubFrames` is off).
  if (window !== window.top) return;

  window.open = (url) => {
    void toMain({ kind: 'open', url: new URL(String(url ?? ''), location.href).href });
    return null;
  };

  const listeners = new Map<string, Set<Listener>>();
  const on = (channel: string, listener: Listener): void => {
    listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
  };
  Object.defineProperty(window, config.delivery, {
    value: (channel: string, args: unknown[]) => {
      for (const listener of [...(listeners.get(channel) ?? [])]) listener({}, ...args);
    },
  });

  const ipcRenderer = {
    async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      const answer = (await toMain({ kind: 'invoke', channel, args: structuredClone(args) })) as
        { value: unknown } | { error: string };
      if ('error' in answer) throw new Error(`Error invoking remote method '${channel}': ${answer.error}`);
      return answer.value;
    },
    on,
    off: (channel: string, listener: Listener) => void listeners.get(channel)?.delete(listener),
  };
  const contextBridge = {
    exposeInMainWorld(key: string, api: unknown): void {
      if (key in window)
        throw new Error(`Cannot bind an API on top of an existing property on the window object`);
      Object.defineProperty(window, key, {
        value: crossing(api),
        writable: false,
        configurable: false,
        enumerable: true,
      });
    },
  };

  /** A copy for the other side: functions as proxies, objects without prototypes, promises by their outcome. */
  function crossing(value: unknown): unknown {
    if (typeof value === 'function') {
      const callable = value as (...args: unknown[]) => unknown; // any function is
      return (...args: unknown[]) => crossing(callable(...args.map(crossing)));
    }
    if (value instanceof Promise) return value.then(crossing);
    if (typeof value === 'symbol') throw new Error('a symbol cannot cross the context bridge');
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(crossing);
    if (value instanceof Error) return new Error(value.message);
    if (Object.getPrototypeOf(value) !== Object.prototype) return structuredClone(value);
    return Object.freeze(
      Object.fromEntries(Object.entries(value).map(([key, member]) => [key, crossing(member)])),
    );
  }

  function strict(name: string, target: object): object {
    return new Proxy(target, {
      get(object, key) {
        if (typeof key === 'string' && !(key in object))
          throw new Error(`the Electron double has no \`${name}.${key}\``);
        return Reflect.get(object, key) as unknown;
      },
    });
  }

  const electron = strict('electron (in a preload)', {
    contextBridge: strict('contextBridge', contextBridge),
    ipcRenderer: strict('ipcRenderer', ipcRenderer),
  });
  const process = { type: 'renderer', platform: config.platform, sandboxed: true, contextIsolated: true };
  const module = { exports: {} };
  const require = (name: string): unknown => {
    if (name === 'electron') return electron;
    throw new Error(`module not found: ${name} (a sandboxed preload can require electron only)`);
  };
  preload(require, module, module.exports, process);
}
