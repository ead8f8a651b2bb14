import type { UpstreamSpec } from '../../contract/model.ts';

/**
 * What configurations leave open: `${input:token}`, `${env:KEY}`, `${KEY}`, `${KEY:-default}`, and the `<YOUR_KEY>` and
 * `YOUR_API_KEY` of a README.
 */
const pattern =
  /\$\{([^{}]+)\}|<[A-Za-z][A-Za-z0-9 _-]{2,40}>|\bYOUR[_-][A-Z0-9_-]+\b|\byour[_-](?:api|access)[_-][a-z0-9_-]+\b/g;

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** Fills in what is known here and given; the rest is named in `needs`, once each. */
export function fillIn(
  spec: UpstreamSpec,
  given: Readonly<Record<string, string>>,
  around: Surroundings,
): { spec: UpstreamSpec; needs: string[] } {
  const needs = new Set<string>();
  const fill = (text: string) =>
    text.replaceAll(pattern, (whole: string, inner: string | undefined) => {
      const known = Object.hasOwn(given, whole) ? given[whole] : knownValue(inner, around);
      if (known === undefined) needs.add(whole);
      return known ?? whole;
    });
  const fillAll = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fill(value)]));
  const filled: UpstreamSpec =
    spec.kind === 'stdio'
      ? {
          ...spec,
          command: fill(spec.command),
          args: spec.args.map(fill),
          ...(spec.env && { env: fillAll(spec.env) }),
          ...(spec.cwd !== undefined && { cwd: fill(spec.cwd) }),
        }
      : { ...spec, url: fill(spec.url), ...(spec.headers && { headers: fillAll(spec.headers) }) };
  return { spec: filled, needs: [...needs] };
}

function knownValue(inner: string | undefined, { env, home }: Surroundings): string | undefined {
  if (inner === undefined || inner.startsWith('input:')) return undefined;
  if (inner === 'userHome') return home;
  const [, name = '', fallback] = /^(?:env:)?([^:]+)(?::-(.*))?$/s.exec(inner) ?? [];
  return env[name] ?? fallback;
}
