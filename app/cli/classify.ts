import { readFileSync } from 'node:fs';
import type { UpstreamView } from '../../contract/model.ts';
import { catalogueReport } from '../../gateway/catalogue/catalogue-report.ts';
import { readToolList } from '../../gateway/catalogue/read-tool-list.ts';
import type { ThrowingCall } from '../typed-call.ts';
import { UsageError } from '../usage-error.ts';
import type { Command } from './command.ts';

/** Waits until every upstream has started or failed to. */
type Settled = (call: ThrowingCall) => Promise<readonly UpstreamView[]>;

/** `upstreams classify [NAME] [--tools FILE]`: JSON, with or without `--json`. A file needs no app. */
export function classifyCommand(settled: Settled): Command {
  return async ({ words, args, connect, print }) => {
    const [name, ...more] = words;
    if (more.length > 0) throw new UsageError(`unexpected \`${more.join(' ')}\`; expected one upstream name`);
    const file = args.text('tools');
    const report =
      file === undefined
        ? await registered(await connect(), settled, name)
        : catalogueReport(name ?? null, toolsIn(file));
    print(report, JSON.stringify(report, null, 2));
    return 0;
  };
}

async function registered({ call }: { readonly call: ThrowingCall }, settled: Settled, name?: string) {
  const upstreams = await settled(call);
  const names = upstreams.map((it) => it.name);
  const wanted = name ?? (names.length === 1 ? names[0] : undefined);
  if (wanted === undefined)
    throw new UsageError(`the upstream name is missing; there are: ${names.join(', ')}`);
  const upstream = upstreams.find((it) => it.name === wanted);
  // What failed before it ever listed anything is not an upstream without tools.
  if (upstream?.tools.length === 0 && upstream.error !== null) throw new Error(upstream.error);
  return call('catalogue.get', { name: wanted });
}

function toolsIn(file: string) {
  try {
    return readToolList(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (error) {
    throw new UsageError(
      `cannot read \`${file}\`: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
