import { noWords } from './arguments.ts';
import type { Command } from './command.ts';

/** `audit verify`. */
export const auditCommands: Readonly<Record<string, Command>> = {
  async verify({ words, connect, print }) {
    noWords(words);
    const { call } = await connect();
    const result = await call('audit.verify', {});
    print(result, result.message);
    return result.firstBroken === null ? 0 : 1;
  },
};
