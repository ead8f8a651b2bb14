import type { UpstreamSpec } from '../../contract/model.ts';

/** Options of `claude mcp add` and its like that take a value. */
const valued = new Set(['-e', '--env', '-H', '--header', '-t', '--transport', '-s', '--scope', '--url']);

/**
 * Reads one line as people copy it: a URL, a command that starts a server (`KEY=x npx -y server`), or the `mcp add` of a
 * client. Undefined when it is none of these.
 */
export function readCommandLine(line: string): UpstreamSpec | undefined {
  if (/^https?:\/\/\S+$/.test(line) && URL.canParse(line)) {
    return { kind: 'http', name: new URL(line).hostname, url: line };
  }
  const words = shellWords(line);
  if (words.length === 0) return undefined;
  const at = words.findIndex(
    (word, index) => word === 'mcp' && /^add(?:-json)?$/.test(words[index + 1] ?? ''),
  );
  return at === 1 ? ofClient(words.slice(3)) : ofShell(words);
}

function ofShell(words: readonly string[]): UpstreamSpec | undefined {
  const start = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  const command = words[start];
  if (command === undefined || !/^[\w@./~\\:+-]+$/.test(command)) return undefined;
  const args = words.slice(start + 1);
  // No shell runs it: a pipe or a second command would become an argument.
  if (words.some((it) => /^(?:[|&<>]+|[;=])$|;$/.test(it))) return undefined;
  const env = pairs(words.slice(0, start), '=');
  // `npx -y @scope/server-name@1.2`: what is started says more than who starts it.
  const started = args.find((it) => !it.startsWith('-') && !/^(?:run|exec|tool)$/.test(it)) ?? command;
  const isRunner = /^(?:npx|uvx|uv|bunx|pnpx|pnpm|docker|node|python3?|deno)$/.test(command);
  const name = (isRunner ? started : command).replace(/(?<=.)@[^/]*$/, '').replace(/^.*[\\/]/, '');
  return { kind: 'stdio', name, command, args, ...(Object.keys(env).length > 0 && { env }) };
}

/** `claude mcp add [options] NAME URL`, `… NAME [options] -- COMMAND ARGS…`. */
function ofClient(words: readonly string[]): UpstreamSpec | undefined {
  const end = words.indexOf('--');
  const own = end < 0 ? words : words.slice(0, end);
  const options: [string, string][] = [];
  const plain: string[] = [];
  for (let at = 0; at < own.length; at += 1) {
    const word = own[at] ?? '';
    if (valued.has(word)) options.push([word, own[(at += 1)] ?? '']);
    else if (plain.length >= 2 || !word.startsWith('-')) plain.push(word);
  }
  const [name = '', target] = plain;
  const of = (...names: string[]) =>
    options.flatMap(([option, value]) => (names.includes(option) ? [value] : []));
  const [url = target] = of('--url');
  if (end < 0 && url !== undefined && URL.canParse(url) && /^https?:/.test(url)) {
    const headers = pairs(of('-H', '--header'), ':');
    const isSse = of('-t', '--transport').includes('sse');
    return {
      kind: 'http',
      name,
      url,
      ...(Object.keys(headers).length > 0 && { headers }),
      ...(isSse && { transport: 'sse' }),
    };
  }
  const [command, ...args] = end < 0 ? plain.slice(1) : words.slice(end + 1);
  const env = pairs(of('-e', '--env'), '=');
  if (command === undefined) return undefined;
  return { kind: 'stdio', name, command, args, ...(Object.keys(env).length > 0 && { env }) };
}

function pairs(texts: readonly string[], sign: string): Record<string, string> {
  return Object.fromEntries(
    texts.flatMap((text) => {
      const at = text.indexOf(sign);
      return at < 1 ? [] : [[text.slice(0, at).trim(), text.slice(at + 1).trim()]];
    }),
  );
}

/** The words of a command line, by the quoting of POSIX shells. Variables are left as they are. */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  const joined = line.replaceAll(/\\\n/g, ' ').trim();
  const word = /\s*((?:[^\s"'\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"|'[^']*')+)/y;
  for (let found = word.exec(joined); found; found = word.exec(joined)) {
    const text = found[1] ?? '';
    words.push(
      text.replaceAll(
        /"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'|\\([\s\S])/g,
        (_all, double?: string, single?: string, escaped?: string) =>
          double?.replaceAll(/\\(["\\$`])/g, '$1') ?? single ?? escaped ?? '',
      ),
    );
  }
  return words;
}
