import { expect, test } from 'vitest';
import type { JsonValue } from '../../contract/json.ts';
import { simulate } from './examples.ts';
import { parsePolicy } from './parse.ts';
import { redactDecision } from './redact-decision.ts';

test.each<[JsonValue]>([['hunter2'], ['x'.repeat(300)], [4711], [['hunter2']]])(
  'a secret %j is in neither the values nor the words',
  (password) => {
    const parsed = parsePolicy({
      version: '1',
      default: 'deny',
      tools: {
        sign_in: {
          require: [
            { path: 'args.login.password', op: 'eq', value: 'expected' },
            { path: 'args.name', op: 'eq', value: 'me' },
          ],
        },
      },
    });
    if (!parsed.ok) throw new Error('expected a policy');
    const { decision } = simulate(parsed.policy, {
      tool: 'sign_in',
      args: { login: { password }, name: 'you' },
    });
    const recorded = redactDecision(decision, (path) => path.endsWith('.password'));
    const secret = typeof password === 'string' ? password.slice(0, 50) : '"hunter2"';
    expect(JSON.stringify(recorded)).not.toContain(secret);
    expect(JSON.stringify(recorded)).not.toContain('4711');
    expect(recorded.reasons[1]?.values?.[0]).toMatchObject({
      path: 'args.login.password',
      actual: '[redacted]',
    });
    expect(recorded.reasons[2]?.text).toBe('name is "you"; the rule allows only "me"');
    expect(recorded).toMatchObject({ effect: decision.effect, code: decision.code, rule: decision.rule });
  },
);
