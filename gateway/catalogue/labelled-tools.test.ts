import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ToolCategory } from '../../contract/model.ts';
import { classifyTool } from './classify-tool.ts';

type Labelled = Partial<Record<ToolCategory, Record<string, string>>> & { server: string };

/** Names of tools of widely used servers, with what each can do at its worst. */
const servers = JSON.parse(
  readFileSync(new URL('labelled-tools.json', import.meta.url), 'utf8'),
) as Labelled[]; // a file of ours
const labelled = servers.flatMap(({ server: _server, ...byCategory }) =>
  Object.entries(byCategory).flatMap(([label, tools]) =>
    Object.entries(tools).map(([name, description]) => ({ label, name, description })),
  ),
);

function misses(isDescribed: boolean) {
  const classed = labelled.map(({ label, name, description }) => {
    const stated = { name, inputSchema: { type: 'object' }, ...(isDescribed && { description }) };
    return { label, name, category: classifyTool(stated).category };
  });
  return {
    changesTakenForReads: classed.filter((it) => it.label !== 'Read' && it.category === 'Read'),
    readsTakenForChanges: classed.filter((it) => it.label === 'Read' && it.category !== 'Read'),
    wrong: classed.filter((it) => it.label !== it.category),
  };
}

test('the set is large enough to mean something', () => {
  expect(labelled.length).toBeGreaterThan(650);
  expect(labelled.filter((it) => it.label !== 'Read').length).toBeGreaterThan(350);
});

test.each([
  ['with their descriptions', true, 0.97, 11],
  ['by their names alone', false, 0.95, 15],
] as const)(
  '%s, no change is taken for a read, and few reads for changes',
  (_, isDescribed, share, reads) => {
    const { changesTakenForReads, readsTakenForChanges, wrong } = misses(isDescribed);
    expect(changesTakenForReads).toEqual([]);
    expect(1 - wrong.length / labelled.length, JSON.stringify(wrong)).toBeGreaterThan(share);
    expect(readsTakenForChanges.length).toBeLessThanOrEqual(reads);
  },
);
