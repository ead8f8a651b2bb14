import type { Reason } from '../../contract/model.ts';
import type { PolicyDocument, ToolRule } from '../../contract/policy-document.ts';
import type { Opening } from './compiled-policy.ts';
import type { Place } from './place.ts';

/** What a tool's own `action` says. */
export function actionOpening({ action = 'allow', reason }: ToolRule, place: Place): Opening {
  const rule = place.at('action').pointer;
  switch (action) {
    case 'allow':
      return opening(place.pointer, 'allow', (tool) => `the policy allows \`${tool}\``);
    case 'require_approval':
      return opening(rule, 'ask', (tool) => reason ?? `a person decides on each call of \`${tool}\``);
    case 'deny':
    case 'hide':
      return opening(rule, 'deny', (tool) => reason ?? `the policy denies \`${tool}\``);
  }
}

/** What `default` says of a tool that is not listed. */
export function defaultOpening(effect: PolicyDocument['default'], { pointer }: Place): Opening {
  switch (effect) {
    case 'allow':
      return opening(pointer, effect, (tool) => `the policy allows what it does not list, as \`${tool}\``);
    case 'ask':
      return opening(pointer, effect, (tool) => `the policy does not list \`${tool}\`, so a person decides`);
    case 'deny': {
      const text = (tool: string) => `the policy does not list \`${tool}\` and denies what it does not list`;
      return { effect, say: (tool) => ({ code: 'default_deny', effect, rule: pointer, text: text(tool) }) };
    }
  }
}

const codes = { allow: 'allowed', ask: 'approval_pending', deny: 'denied' } as const;

function opening(rule: string, effect: Reason['effect'], text: (tool: string) => string): Opening {
  return { effect, say: (tool) => ({ code: codes[effect], effect, rule, text: text(tool) }) };
}
