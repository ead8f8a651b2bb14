import type { JsonObject } from '../../contract/json.ts';
import type { PolicyView } from '../../contract/model.ts';
import { readAssumedFacts } from '../../gateway/admission/assumed-facts.ts';
import { checkPolicy, draftPolicy } from '../../gateway/admission/check-policy.ts';
import { explainCall, nothingCounted, plainCall } from '../../gateway/admission/explain-call.ts';
import { parsePolicy } from '../../gateway/policy/parse.ts';
import { systemClock } from '../system-clock.ts';
import { UsageError } from '../usage-error.ts';
import { jsonObjectOf, noWords, oneWord, type Arguments } from './arguments.ts';
import type { Command, CommandContext } from './command.ts';
import { readPolicyFile, type PolicyFile } from './policy-file.ts';
import { policyPlace, wantsPlace } from './policy-place.ts';
import {
  decisionText,
  examplesText,
  findingLines,
  notCarriedLines,
  problemLines,
  replayText,
} from './policy-text.ts';

/** `policy check|test|explain|replay|import|show`. A file alone needs neither an app nor a data folder. */
export const policyCommands: Readonly<Record<string, Command>> = {
  async check(context) {
    const path = oneWord(context.words, 'the file');
    const file = readPolicyFile(path);
    if (!file.ok) return refuse(context, path, file);
    const { dialect, document, notCarried } = file;
    const checked = wantsPlace(context.args)
      ? await policyPlace(context).then(({ call, upstream, grantId }) =>
          call('policy.check', { document, upstream, grantId }),
        )
      : checkPolicy(document, { tools: [] });
    const { problems, findings, examples } = checked;
    const isFine = problems.length === 0;
    const lines = [
      ...problemLines(path, problems),
      ...notCarriedLines(notCarried),
      ...findingLines(path, findings),
    ];
    if (isFine) lines.push(findings.length === 0 ? 'the policy is fine' : 'the policy can be used');
    if (isFine && examples.length > 0) lines.push(`its examples come out (${examples.length})`);
    context.print({ ok: isFine, dialect, problems, findings, examples, notCarried }, lines.join('\n'));
    return isFine ? 0 : 1;
  },

  async test(context) {
    const path = oneWord(context.words, 'the file');
    const file = readPolicyFile(path);
    if (!file.ok) return refuse(context, path, file);
    const { document, problems, examples } = checkPolicy(file.document, { tools: [] });
    // Examples that were run say more than the problems they are.
    const text =
      document || examples.length > 0 ? examplesText(examples) : problemLines(path, problems).join('\n');
    context.print({ ok: document !== null, problems, examples }, text);
    return document ? 0 : 1;
  },

  async explain(context) {
    const { args, words, print } = context;
    const tool = args.text('tool');
    if (tool === undefined) throw new UsageError('--tool is missing: which tool is called?');
    const callArgs = jsonObjectOf(args, 'args') ?? {};
    const facts = jsonObjectOf(args, 'facts');
    // Before an app is opened for it.
    const assumed = readAssumedFacts(facts);
    const path = words.length === 0 ? undefined : oneWord(words, 'the file');
    const file = path === undefined ? undefined : readPolicyFile(path);
    if (file && !file.ok) return refuse(context, path ?? '', file);
    const draft = file && draftPolicy(file.document);
    const decision =
      draft && !wantsPlace(args)
        ? explainCall(draft, plainCall(tool, callArgs), assumed, {
            now: systemClock.now(),
            readCounter: nothingCounted,
          })
        : await policyPlace(context).then(({ call, upstream, grantId }) =>
            call('policy.explain', {
              upstream,
              grantId,
              tool,
              args: callArgs,
              ...(file && { document: file.document }),
              ...(facts && { facts }),
            }),
          );
    print(decision, decisionText(decision));
    return decision.effect === 'deny' ? 1 : 0;
  },

  async replay(context) {
    const path = oneWord(context.words, 'the file');
    const days = daysOf(context.args);
    const file = readPolicyFile(path);
    if (!file.ok) return refuse(context, path, file);
    draftPolicy(file.document);
    const { call, upstream, grantId } = await policyPlace(context);
    const report = await call('policy.replay', { upstream, grantId, document: file.document, days });
    context.print(report, replayText(report, days));
    return 0;
  },

  async import(context) {
    const path = oneWord(context.words, 'the file');
    const file = readPolicyFile(path);
    if (!file.ok) return refuse(context, path, file);
    const { dialect, notCarried } = file;
    const parsed = parsePolicy(file.document);
    if (!parsed.ok) return refuse(context, path, { dialect, problems: parsed.problems });
    const { document } = parsed.policy;
    for (const line of notCarriedLines(notCarried)) context.remark(line);
    if (!wantsPlace(context.args)) {
      context.print({ dialect, document, notCarried }, JSON.stringify(document, null, 2));
      return 0;
    }
    const { call, upstream, grantId } = await policyPlace(context);
    const saved = await call('policy.save', { upstream, grantId, document: document as JsonObject }); // a policy document is JSON
    context.print({ dialect, document, notCarried, saved }, `saved as ${nameOf(saved, context.args)}`);
    return 0;
  },

  async show(context) {
    noWords(context.words);
    const { call, upstream, grantId } = await policyPlace(context);
    const { policies } = await call('console.snapshot', {});
    const view = policies.find((it) => it.upstream === upstream && it.grantId === grantId);
    if (!view) throw new Error(absence(upstream, context.args.text('grant')));
    if (!context.args.has('json')) {
      const { savedAt, savedBy } = view;
      context.remark(
        `${nameOf(view, context.args)}, saved ${new Date(savedAt).toISOString()} from ${savedBy}`,
      );
    }
    context.print(view, JSON.stringify(view.document, null, 2));
    return 0;
  },
};

function refuse(
  { print }: CommandContext,
  path: string,
  {
    dialect,
    problems,
  }: Pick<Extract<PolicyFile, { ok: false }>, 'problems'> & { dialect: PolicyFile['dialect'] },
): 1 {
  print({ ok: false, dialect, problems }, problemLines(path, problems).join('\n'));
  return 1;
}

function daysOf(args: Arguments): number {
  const text = args.text('days') ?? '30';
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= 365) return days;
  throw new UsageError(`--days \`${text}\` is not a number of days from 1 to 365`);
}

function nameOf({ upstream, version }: PolicyView, args: Arguments): string {
  const grant = args.text('grant');
  return `version ${version} of \`${upstream}\`${grant === undefined ? '' : ` for \`${grant}\``}`;
}

function absence(upstream: string, grant: string | undefined): string {
  return grant === undefined
    ? `\`${upstream}\` has no policy, so every call is denied`
    : `\`${grant}\` has no policy of its own for \`${upstream}\`; \`checkstand policy show --upstream ${upstream}\` shows the one that decides`;
}
