import { useEffect, useMemo, useRef, useState } from 'react';
import type { PolicyView, ToolDefinition } from '../../../../contract/model.ts';
import { useData } from '../../../lib/console-context.ts';
import { getAt, pointerOf } from '../../../lib/policy/json-path.ts';
import { pathOptions } from '../../../lib/policy/path-options.ts';
import { isSame } from '../../../lib/policy/rebase.ts';
import { ruleWords } from '../../../lib/policy/rule-words.ts';
import type { PolicyTarget } from '../../../lib/policy/targets.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { hiddenByPattern } from '../tool-facts.ts';
import { ConditionSection } from './condition-section.tsx';
import { EditorFooter } from './editor-footer.tsx';
import { EffectSection } from './effect-section.tsx';
import { FindingsList } from './findings-list.tsx';
import { LimitSection } from './limit-section.tsx';
import { PastCalls } from './past-calls.tsx';
import { QuestionSection } from './question-section.tsx';
import { RecipeBar } from './recipe-bar.tsx';
import styles from './rule-editor.module.css';
import { effectIn, placeOf, ruleIn, withEffect, withRule, withValue, type Subject } from './rule-draft.ts';
import { RuleFormContext, type RuleForm } from './rule-form.ts';
import { SpendSection } from './spend-section.tsx';
import { TimezoneLine } from './timezone-line.tsx';
import { useFocusAt } from './use-focus-at.ts';
import { useRuleDraft } from './use-rule-draft.ts';

interface Props {
  readonly target: PolicyTarget;
  /** For whom, in words. */
  readonly targetName: string;
  readonly subject: Subject;
  /** The tool alone, or all of them. */
  readonly tools: readonly ToolDefinition[];
  /** Where to begin: the JSON pointer of a place in the rule. */
  readonly at: string | null;
  readonly onClose: () => void;
  readonly onSaved: (policy: PolicyView) => void;
}

/** The rule of one tool, or of every call, in forms. Nothing is changed before it is saved. */
export function RuleEditor({ target, targetName, subject, tools, at, onClose, onSaved }: Props) {
  const draft = useRuleDraft(target, subject);
  const cart = useData((data) => data.store.cart);
  const hasStore = useData(({ upstreams }) =>
    upstreams.some((it) => it.name === target.upstream && it.kind === 'in-process'),
  );
  const body = useRef<HTMLDivElement>(null);
  const lead = useFocusAt(body);
  const [isTried, setIsTried] = useState(false);
  const [isLeaving, setIsLeaving] = useState(false);

  const { document, check } = draft;
  const rule = ruleIn(document, subject);
  const effect = subject === null ? null : effectIn(document, subject);
  const place = placeOf(subject);
  const base = pointerOf(place);
  const options = useMemo(() => pathOptions(tools, subject !== null, hasStore), [tools, subject, hasStore]);
  const problems = check.value?.problems ?? [];

  const form: RuleForm = {
    subject,
    rule,
    before: ruleIn(draft.base, subject),
    options,
    currency: cart?.currency ?? 'USD',
    pointer: (path) => base + pointerOf(path),
    problemAt(path) {
      const pointer = base + pointerOf(path);
      const problem = problems.find((it) => it.pointer === pointer);
      if (!problem) return null;
      // What is only not filled in yet is said when somebody tries to save, and a new value is not judged by the old.
      const value = getAt(rule, path);
      const isAwaited = !isTried && value === undefined;
      const isOutdated = !isSame(value, getAt(check.question?.document, [...place, ...path]));
      return isAwaited || isOutdated ? null : problem.message;
    },
    set: (path, value) => draft.edit(withRule(document, subject, (it) => withValue(it, path, value))),
    change(next, focus) {
      draft.edit(withRule(document, subject, () => next));
      if (focus) lead(base + pointerOf(focus));
    },
  };

  const setEffect = (wanted: Parameters<typeof withEffect>[2]) => {
    const next = subject === null ? undefined : withEffect(document, subject, wanted);
    if (next) draft.edit(next);
  };
  const close = () => (draft.isDirty ? setIsLeaving(true) : onClose());
  const discard = () => {
    draft.forget();
    onClose();
  };
  const save = async () => {
    setIsTried(true);
    const [first] = problems;
    if (first) return lead(first.pointer);
    const saved = await draft.save();
    if (saved) onSaved(saved);
  };

  const isOpen = effect !== 'deny' && effect !== 'hide';
  return (
    <Dialog
      isOpen
      form="drawer"
      title={subject === null ? 'Rules for every tool' : subject}
      description={`${target.upstream} · for ${targetName}`}
      onClose={close}
      actions={
        <EditorFooter
          draft={draft}
          problems={problems}
          isTried={isTried}
          base={base}
          isLeaving={isLeaving}
          onStay={() => setIsLeaving(false)}
          onDiscard={discard}
          onCancel={discard}
          onSave={() => void save()} // problems are shown
          onLead={lead}
        />
      }
    >
      <RuleFormContext value={form}>
        <div ref={body} className={styles.body}>
          <LeadAtStart at={at} onLead={lead} />
          {subject !== null && effect !== null && (
            <EffectSection
              tool={subject}
              effect={effect}
              hiddenBy={hiddenByPattern(document, subject)}
              onChange={setEffect}
            />
          )}
          <section aria-label="In words" className={styles.words} aria-live="polite">
            <ul>
              {ruleWords(rule, effect).map(({ tone, text }) => (
                <li key={text} className={styles[tone]}>
                  {text}
                </li>
              ))}
            </ul>
            {subject === null && ruleWords(rule, effect).length === 0 && (
              <p>No rule holds for every tool: each tool’s own decides alone.</p>
            )}
          </section>
          {isOpen && <RecipeBar />}
          <ConditionSection place="require" />
          <ConditionSection place="deny_if" />
          <LimitSection />
          <SpendSection />
          <QuestionSection effect={effect} onAllow={() => setEffect('allow')} />
          <TimezoneLine document={document} onChange={draft.edit} />
          <FindingsList findings={draft.findings} base={base} onLead={lead} />
          <PastCalls target={target} tool={subject} document={draft.toSave} isUsable={draft.isUsable} />
        </div>
      </RuleFormContext>
    </Dialog>
  );
}

/** Inside the dialog, because only then is its content there; it has taken the focus to its first control by then. */
function LeadAtStart({
  at,
  onLead,
}: {
  readonly at: string | null;
  readonly onLead: (pointer: string) => void;
}) {
  useEffect(() => {
    if (at !== null) onLead(at);
  }, [at, onLead]);
  return null;
}
