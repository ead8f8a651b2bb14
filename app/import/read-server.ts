import { isJsonObject, type JsonObject, type JsonValue } from '../../contract/json.ts';
import { upstreamSpec, type UpstreamSpec } from '../../contract/model.ts';

/** Reads a server's entry, whatever the client; a text says why it is none that could be added. */
export function readServer(name: string, entry: JsonObject): UpstreamSpec | string {
  const url = text(entry['url']) ?? text(entry['serverUrl']) ?? text(entry['httpUrl']) ?? text(entry['uri']);
  const spec = url === undefined ? stdioSpec(name, entry) : httpSpec(name, url, entry);
  const parsed = upstreamSpec.safeParse(spec);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  return `cannot be read: \`${issue?.path.join('.') ?? ''}\` ${issue?.message.toLowerCase() ?? 'is invalid'}`;
}

function stdioSpec(name: string, entry: JsonObject): unknown {
  // Zed: `"command": { "path": …, "args": […], "env": {…} }`; opencode: `"command": ["npx", …]`.
  const given = entry['command'] ?? entry['cmd'];
  const nested = isJsonObject(given) ? given : undefined;
  const words = Array.isArray(given) ? given : [nested ? nested['path'] : given];
  const [command, ...first] = words;
  const args = nested?.['args'] ?? entry['args'] ?? [];
  const env = values(nested?.['env'] ?? entry['env'] ?? entry['environment'] ?? entry['envs']);
  // Names of variables that are passed on (Codex), or whose values the client keeps elsewhere (Goose).
  const names = [...list(entry['env_vars']), ...list(entry['env_keys'])];
  const passed = names.map((it) => [it, `\${${it}}`] as const);
  const all = { ...Object.fromEntries(passed), ...env };
  return {
    kind: 'stdio',
    name,
    command,
    args: [...first, ...(Array.isArray(args) ? args : [args])].map((it) => asText(it ?? '')),
    ...(Object.keys(all).length > 0 && { env: all }),
    ...(typeof entry['cwd'] === 'string' && { cwd: entry['cwd'] }),
  };
}

function httpSpec(name: string, url: string, entry: JsonObject): unknown {
  const headers: Record<string, JsonValue> = {
    ...values(entry['headers'] ?? entry['http_headers'] ?? entry['requestInit']),
  };
  // Codex: the names of variables that hold the values.
  const bearer = text(entry['bearer_token_env_var']);
  if (bearer !== undefined) headers['Authorization'] = `Bearer \${${bearer}}`;
  for (const [header, variable] of Object.entries(values(entry['env_http_headers']))) {
    headers[header] = `\${${variable}}`;
  }
  const type = text(entry['type']) ?? text(entry['transport']) ?? '';
  // Gemini CLI: `url` is HTTP+SSE there unless its type says otherwise; it is found out.
  const isSse = /^sse$/i.test(type);
  return {
    kind: 'http',
    name,
    url,
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(isSse && { transport: 'sse' }),
  };
}

function values(value: JsonValue | undefined): Record<string, string> {
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, asText(it)]));
}

const text = (value: JsonValue | undefined) => (typeof value === 'string' ? value : undefined);
const list = (value: JsonValue | undefined) =>
  Array.isArray(value) ? value.filter((it) => typeof it === 'string') : [];

function asText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
