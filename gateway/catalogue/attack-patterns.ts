import type { AttackPattern, AttackPatternId, TextFinding } from '../../contract/catalogue.ts';
import type { ToolDefinition } from '../../contract/model.ts';
import type { ToolTraits } from './tool-traits.ts';

/** The attack patterns that a tool's kind of access invites. */
export function patternsOf(
  { category, description }: Pick<ToolDefinition, 'category' | 'description'>,
  traits: ToolTraits,
  findings: readonly TextFinding[],
): AttackPatternId[] {
  const isChange = category !== 'Read';
  const applies: Readonly<Record<AttackPatternId, boolean>> = {
    runaway_loop: isChange,
    poisoned_description: (description ?? '') !== '' || findings.length > 0,
    swapped_definition: true,
    confused_deputy: isChange,
    instructions_in_results: traits.bringsInText,
    exfiltration: traits.sendsOut || traits.readsPrivate,
    leaked_credentials: traits.handlesSecrets,
  };
  return attackPatterns.map(({ id }) => id).filter((id) => applies[id]);
}

/** How each goes, and what stands against it here. docs/catalogue.md says the same at more length. */
export const attackPatterns: readonly AttackPattern[] = [
  {
    id: 'runaway_loop',
    title: 'Runaway loop',
    how: 'An agent that misreads an answer, or is led to, calls the same tool again and again.',
    here:
      'Limits and budgets are counted in the transaction that lets a call pass, so calls in parallel cannot overrun ' +
      'them. The recommended rule sets one; the pause switch stops everything. A tool without a limit has none.',
  },
  {
    id: 'poisoned_description',
    title: 'Poisoned description',
    how: 'A description carries orders for the model, often where the person does not see them.',
    here:
      'Every text of a definition is looked through for invisible characters, orders, requests for secrets and other ' +
      'tools; what is found is shown and nothing is taken out. What a model makes of a text cannot be seen from here, ' +
      'but each call that follows meets the policy.',
  },
  {
    id: 'swapped_definition',
    title: 'Definition swapped later',
    how: 'A tool is harmless when it is allowed and changes its words or arguments afterwards.',
    here:
      'The definition is pinned when a tool is first allowed. When it changes, the tool asks again, answers that were ' +
      'remembered for it end, and the difference is shown until a person accepts it. What the server does behind an ' +
      'unchanged definition cannot be seen.',
  },
  {
    id: 'confused_deputy',
    title: 'Confused deputy',
    how: 'The server acts with its own rights, whoever had the call made.',
    here:
      'Each client has a grant of its own, with its upstreams and its policy, and the record names it. Its token is ' +
      'never handed on. Behind the gateway all clients share the rights of the upstream: give it no more than it needs.',
  },
  {
    id: 'instructions_in_results',
    title: 'Instructions inside results',
    how: 'A page, a mail or a comment that the tool reads holds orders, and the model follows them.',
    here:
      'Results are passed on as they are and not looked through. The calls they lead to are decided by the policy: ' +
      'changes that ask, limits and budgets hold whatever the model was told.',
  },
  {
    id: 'exfiltration',
    title: 'Exfiltration by chaining',
    how: 'One tool reads what is private, another one sends it out; each call looks harmless.',
    here:
      'A grant names the upstreams that a client may combine, and conditions on arguments (recipients, addresses) can ' +
      'refuse or ask. Whether an argument holds what another tool returned is not tracked: let tools that send out ask.',
  },
  {
    id: 'leaked_credentials',
    title: 'Leaked credentials',
    how: 'Keys and passwords pass through arguments, results or the server’s surroundings, and end where they can be read.',
    here:
      'Values of headers and environment are kept in the secret store, not in the database, events or logs. Arguments ' +
      'are recorded redacted, results are not recorded. An agent that reads a secret in a result has it.',
  },
];
