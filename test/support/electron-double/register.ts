import { registerHooks } from 'node:module';

const double = new URL('./electron.ts', import.meta.url).href;
const wrapper = 'electron-double:electron';

/**
 * From here on, whoever in this process imports `electron` gets the double. Preload it with `node --import`. The real
 * package is never loaded: without its binary it would try to download one.
 */
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'electron' || specifier.endsWith('/node_modules/electron/index.js')) {
      return { url: wrapper, shortCircuit: true };
    }
    // A virtual module has no place to resolve from.
    return next(specifier, context.parentURL === wrapper ? { ...context, parentURL: double } : context);
  },
  load(url, context, next) {
    if (url !== wrapper) return next(url, context);
    const source = `export * from '${double}'; import * as all from '${double}'; export default all;`;
    return { format: 'module', source, shortCircuit: true };
  },
});
