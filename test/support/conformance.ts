import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The pinned releases of the official suite, by the revision each is for. */
const suites = {
  '2025-11-25': 'node_modules/@modelcontextprotocol/conformance/dist/index.js',
  '2026-07-28': 'node_modules/conformance-2026/dist/index.js',
} as const;

export type Revision = keyof typeof suites;

/** One line for each check: scenario, check and how it went. Equal lists mean an equal server, as far as the suite sees. */
export async function runConformance(revision: Revision, url: string): Promise<string[]> {
  const out = mkdtempSync(join(tmpdir(), 'checkstand-conformance-'));
  try {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const args = [join(root, suites[revision]), 'server', '--url', url, '--suite', 'all', '-o', out];
    if (revision === '2026-07-28') args.push('--spec-version', revision);
    const child = spawn(process.execPath, args, { cwd: out, stdio: ['ignore', 'ignore', 'pipe'] });
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString('utf8')));
    await new Promise((resolve) => child.once('close', resolve));
    const checks = readdirSync(out, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('checks.json'))
      .flatMap((file) => checksIn(join(out, file)));
    if (checks.length === 0) throw new Error(`the suite checked nothing: ${complaints.slice(-2_000)}`);
    return checks.sort();
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function checksIn(file: string): string[] {
  const checks = JSON.parse(readFileSync(file, 'utf8')) as { id: string; status: string }[];
  const folder = file.split(/[\\/]/).at(-2) ?? '';
  const scenario = folder.replace(/^server-/, '').replace(/-\d{4}-\d\d-\d\dT.*$/, '');
  // INFO tells what went over the wire, and when: not a judgement.
  return checks
    .filter(({ status }) => status !== 'INFO')
    .map(({ id, status }) => `${scenario} ${id} ${status}`);
}

/** Stands in front of a URL and adds a bearer token: the suite has no option for headers. `Host` is passed on. */
export async function addToken(
  target: string,
  token: string,
): Promise<{ url: string; close(): Promise<void> }> {
  const { port, pathname } = new URL(target);
  const server = createServer((req, res) => {
    const headers = { ...req.headers, authorization: `Bearer ${token}` };
    const onward = request(
      { host: '127.0.0.1', port, path: pathname, method: req.method, headers },
      (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        res.flushHeaders();
        answer.pipe(res);
      },
    );
    onward.on('error', () => res.destroy());
    res.once('close', () => onward.destroy());
    req.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
