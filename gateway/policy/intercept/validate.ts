import type { Place } from '../place.ts';
import { counterOf, type Ledger } from './counters.ts';
import type { InterceptPolicy, InterceptTool } from './document.ts';
import { parseGoDuration } from './duration.ts';
import { validateRule } from './validate-rule.ts';

/** Reports what the format's own validation refuses, and what its reader would. All problems, not the first. */
export function validatePolicy(policy: InterceptPolicy, ledger: Ledger): void {
  const { version, place } = policy;
  if (version === '') place.at('version').report('`version` is missing; expected `"1"`');
  else if (version !== '1') place.at('version').report(`unknown version \`${version}\`; expected \`"1"\``);
  if (!['', 'allow', 'deny'].includes(policy.default)) {
    place.at('default').report(`unknown default \`${policy.default}\`; expected allow or deny`);
  }
  validateHide(policy);
  checkDuration(policy.approvalTimeout, place.at('approvals', 'default_timeout'));
  for (const tool of policy.tools) validateTool(tool, ledger);
}

function validateHide({ hide }: InterceptPolicy): void {
  const seen = new Set<string>();
  for (const { name, place } of hide) {
    if (name.trim() === '') place.report('the entry is empty; name a tool or remove it');
    else if (seen.has(name)) place.report(`\`${name}\` is hidden twice; remove one of them`);
    seen.add(name);
  }
}

function validateTool({ rules }: InterceptTool, ledger: Ledger): void {
  const counters = new Map<string, number>();
  for (const [at, rule] of rules.entries()) {
    validateRule(rule, ledger);
    checkDuration(rule.approvalTimeout, rule.place.at('approval_timeout'));
    const counter = counterOf(rule);
    if (counter === undefined || counter === '') continue;
    const before = counters.get(counter);
    if (before === undefined) counters.set(counter, at);
    else {
      const place = rule.state ? rule.place.at('state', 'counter') : rule.place.at('rate_limit');
      place.report(
        `rule ${before + 1} of this tool counts in \`${counter}\` too; give one of them another ${rule.state ? 'name' : 'window'}`,
      );
    }
  }
}

function checkDuration(text: string, place: Place): void {
  if (text === '') return;
  const ms = parseGoDuration(text);
  if (ms === undefined)
    place.report(`\`${text}\` is not a duration; expected one such as \`30m\` or \`1h30m\``);
  else if (ms <= 0) place.report(`\`${text}\` is no time to answer in; expected more than nothing`);
}
