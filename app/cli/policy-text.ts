import type { Problem } from '../../contract/errors.ts';
import type { Decision, ExampleOutcome, Finding, ReplayChange, ReplayReport } from '../../contract/model.ts';
import { columns, timeText } from './command.ts';

/** Each at its place, so that an editor can jump there. */
export function problemLines(path: string, problems: readonly Problem[]): string[] {
  return problems.map(({ pointer, message }) => `${path}#${pointer}: ${message}`);
}

export function findingLines(path: string, findings: readonly Finding[]): string[] {
  return findings.map(({ pointer, level, message }) => `${path}#${pointer}: ${level}: ${message}`);
}

export function notCarriedLines(notes: readonly { readonly path: string; readonly why: string }[]): string[] {
  return notes.map(({ path, why }) => `not carried over: ${path === '' ? 'the document' : path}: ${why}`);
}

/** The decision in one line, then every rule that was reached. */
export function decisionText(decision: Decision): string {
  const { effect, reasons, text } = decision;
  const verb = { allow: 'allowed', ask: 'a person is asked', deny: 'denied' }[effect];
  const rows = reasons.map((it) => [`  ${it.effect}`, it.rule === '' ? '-' : it.rule, it.text]);
  return [`${verb}: ${text}`, columns(rows)].join('\n');
}

export function examplesText(examples: readonly ExampleOutcome[]): string {
  const failed = examples.filter((it) => !it.isMet);
  const lines = examples.map(({ index, tool, expect, got, isMet, text }) =>
    isMet
      ? `ok      /examples/${index} ${tool}: ${got}`
      : `failed  /examples/${index} ${tool}: expected ${expect}, the policy decides ${got}: ${text}`,
  );
  const total =
    failed.length > 0
      ? `${failed.length} of ${count(examples.length, 'example')} failed`
      : allMet(examples.length);
  return [...lines, total].join('\n');
}

export function replayText({ calls, unchanged, changes, undecidable }: ReplayReport, days: number): string {
  const period = days === 1 ? 'the last day' : `the last ${days} days`;
  const total = `${count(calls, 'recorded call')} of ${period}: ${unchanged} as before, ${calls - unchanged} otherwise`;
  const apart = `${count(undecidable, 'call')} cannot be judged: the draft looks at a value that was not recorded`;
  return [total, ...(undecidable > 0 ? [apart] : []), ...changes.flatMap(changeLines)].join('\n');
}

function changeLines({ tool, from, to, count: times, calls }: ReplayChange): string[] {
  const samples = calls.slice(0, 3).map((it) => {
    const args = JSON.stringify(it.arguments);
    return `  ${timeText(it.at)}  ${args.length > 100 ? `${args.slice(0, 99)}…` : args}  ${it.text}`;
  });
  return ['', `${tool}: ${from} → ${to}, ${count(times, 'call')}`, ...samples];
}

function allMet(examples: number): string {
  if (examples === 0) return 'it has no examples';
  return examples === 1 ? 'the example comes out' : `all ${examples} examples come out`;
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
