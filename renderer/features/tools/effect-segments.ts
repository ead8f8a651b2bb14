import type { ToolEffect } from '../../../contract/policy-document.ts';
import type { Segment } from '../../ui/segmented.tsx';

/** The four one-click effects of a tool. One that a pattern hides with others can only be hidden. */
export function effectSegments(isStuck: boolean): readonly Segment<ToolEffect>[] {
  return effects.map((it) => ({ ...it, isDisabled: isStuck && it.value !== 'hide' }));
}

const effects = [
  { value: 'allow', label: 'Allow', tone: 'allow' },
  { value: 'ask', label: 'Ask', tone: 'ask' },
  { value: 'deny', label: 'Deny', tone: 'deny' },
  { value: 'hide', label: 'Hide', tone: 'hide' },
] as const;
