import { EventEmitter } from 'node:events';

/** Makes what the double lacks an error that names it, instead of an `undefined` that a test would not notice. */
export function honest<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key, receiver) {
      if (typeof key === 'string' && !(key in object) && !isProbe(key)) throw lacking(`${name}.${key}`);
      return Reflect.get(object, key, receiver) as unknown;
    },
  });
}

/** Emits only the events it declares; listening for another would wait for ever. */
export class HonestEmitter extends EventEmitter {
  constructor(name: string, events: readonly string[]) {
    super();
    this.on('newListener', (event: string | symbol) => {
      if (typeof event === 'string' && !events.includes(event)) throw lacking(`${name}.on('${event}')`);
    });
  }
}

/** Refuses options that the double would silently pass over. */
export function checkOptions(name: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options)) if (!known.includes(key)) throw lacking(`${name} option ${key}`);
}

export function lacking(what: string): Error {
  return new Error(`the Electron double has no \`${what}\``);
}

/** What Node, promises and printers look for on any object. */
function isProbe(key: string): boolean {
  return (
    ['then', 'toJSON', 'inspect', 'domain', 'newListener', 'asymmetricMatch', '$$typeof'].includes(key) ||
    key.startsWith('_')
  );
}

/** The event object of a native event that can be prevented. */
export interface NativeEvent {
  defaultPrevented: boolean;
  preventDefault(): void;
}

export function nativeEvent<T extends object>(details: T): T & NativeEvent {
  return {
    ...details,
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true;
    },
  };
}
