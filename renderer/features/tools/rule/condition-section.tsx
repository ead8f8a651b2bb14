import { Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { JsonObject } from '../../../../contract/json.ts';
import { Button } from '../../../ui/button.tsx';
import { FormField } from '../../../ui/form-field.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { opChoices } from '../../../lib/policy/operators.ts';
import type { PathOption } from '../../../lib/policy/path-options.ts';
import { getAt } from '../../../lib/policy/json-path.ts';
import { isSame } from '../../../lib/policy/rebase.ts';
import {
  boxesOf,
  listPath,
  withBox,
  withBoxText,
  withCondition,
  withoutBox,
  withoutCondition,
  type ConditionBox,
  type ConditionPlace,
} from './condition-groups.ts';
import { ConditionRow } from './condition-row.tsx';
import { FormSection } from './form-section.tsx';
import { countsPieces, piecesRecipe, quantityPath } from './recipes.ts';
import { stillAsking } from './rule-draft.ts';
import { useRuleForm } from './rule-form.ts';
import styles from './condition-section.module.css';

/** How each place is told: what its boxes do, and what joins them. */
const places = {
  require: {
    title: 'Refuse unless all of these hold',
    hint: 'Every condition must hold, in every box. A call that leaves the argument out is refused.',
    joiner: 'and',
    box: 'All of these must hold',
    empty: 'Nothing is required: this box does nothing.',
    addBox: 'Add a requirement',
    reason: 'Tell the agent, when it is refused for these',
  },
  deny_if: {
    title: 'Refuse when any of these rules matches',
    hint: 'A rule matches when all of its conditions hold. One that matches is enough to refuse.',
    joiner: 'or',
    box: 'All of these together',
    empty: 'No conditions: this rule refuses every call.',
    addBox: 'Add a rule',
    reason: 'Tell the agent, when this rule refuses',
  },
  when: {
    title: 'Ask me when any of these matches',
    hint: 'An entry matches when all of its conditions hold. One that matches is enough to ask.',
    joiner: 'or',
    box: 'All of these together',
    empty: 'No conditions: this asks about every call.',
    addBox: 'Add a question',
    reason: '',
  },
} as const;

interface SectionProps {
  readonly place: ConditionPlace;
  readonly children?: ReactNode;
}

/** One of the three places of conditions, which says in words how they go together. */
export function ConditionSection({ place, children }: SectionProps) {
  const form = useRuleForm();
  const boxes = boxesOf(form.rule, place);
  const { title, hint, joiner, addBox } = places[place];
  const add = () => {
    const before = place === 'when' ? stillAsking(form.rule, form.subject) : form.rule;
    const next = withBox(before, place, [firstCondition(form.options, place)]);
    const made = boxesOf(next, place).at(-1)?.conditions.at(-1) ?? [];
    form.change(next, [...made, 'path']);
  };
  return (
    <FormSection
      title={title}
      hint={hint}
      isFilled={boxes.length > 0}
      problem={form.problemAt(listPath(place))}
      pointer={form.pointer(listPath(place))}
      action={
        <Button icon={<Plus aria-hidden />} onClick={add}>
          {addBox}
        </Button>
      }
    >
      {boxes.length > 0 && (
        <ol className={styles.boxes}>
          {boxes.map((box, at) => (
            <li key={at} className={styles.item}>
              {at > 0 && <span className={styles.joiner}>{joiner}</span>}
              <Box place={place} box={box} at={at} />
            </li>
          ))}
        </ol>
      )}
      {children}
    </FormSection>
  );
}

interface BoxProps {
  readonly place: ConditionPlace;
  readonly box: ConditionBox;
  readonly at: number;
}

function Box({ place, box, at }: BoxProps) {
  const form = useRuleForm();
  const { empty, reason } = places[place];
  const name = box.entry && getAt(form.rule, [...box.entry, 'name']);
  const add = () => {
    const next = withCondition(form.rule, place, at, firstCondition(form.options, place));
    const made = boxesOf(next, place)[at]?.conditions.at(-1) ?? [];
    form.change(next, [...made, 'path']);
  };
  return (
    <div
      className={styles.box}
      role="group"
      aria-label={places[place].box}
      data-pointer={box.entry && form.pointer(box.entry)}
    >
      {typeof name === 'string' && <p className={styles.name}>{name}</p>}
      {box.conditions.length === 0 && (
        <p className={styles.empty}>
          {empty}
          <IconButton
            label="Remove this box"
            icon={<X />}
            onClick={() => form.change(withoutBox(form.rule, place, at))}
          />
        </p>
      )}
      <ul className={styles.conditions}>
        {box.conditions.map((path, index) => (
          <ConditionRow
            key={index}
            path={path}
            joiner={index > 0 ? 'and' : place === 'require' ? '' : 'if'}
            onRemove={() => form.change(withoutCondition(form.rule, place, path))}
          />
        ))}
      </ul>
      {boundsOneCall(form.rule, place, box) && (
        <p className={styles.note}>
          This looks at one call; several calls can add up. “{piecesRecipe}” bounds them together, whatever
          the product: counting each product by itself cannot be said.
        </p>
      )}
      <div className={styles.below}>
        {reason !== '' && <ReasonField place={place} box={box} at={at} label={reason} />}
        <Button tone="quiet" icon={<Plus aria-hidden />} className={styles.and} onClick={add}>
          and…
        </Button>
      </div>
    </div>
  );
}

/** A bound on the quantity, and nothing that counts pieces over time. */
function boundsOneCall(rule: JsonObject, place: ConditionPlace, { conditions }: ConditionBox): boolean {
  const bounds: readonly unknown[] = place === 'require' ? ['lt', 'lte'] : ['gt', 'gte'];
  return (
    place !== 'when' &&
    !countsPieces(rule) &&
    conditions.some(
      (it) =>
        getAt(rule, [...it, 'path']) === quantityPath &&
        bounds.includes(getAt(rule, [...it, 'op'])) &&
        getAt(rule, [...it, 'value']) !== undefined,
    )
  );
}

/** A plain list has no room for a text: it becomes groups, which mean the same, with the first letter. */
function ReasonField({ place, box, at, label }: BoxProps & { readonly label: string }) {
  const form = useRuleForm();
  const path = box.entry && [...box.entry, 'on_deny'];
  const text = path && getAt(form.rule, path);
  // Nothing misleads an agent like a text that speaks of yesterday's number.
  const isDoubtful =
    path !== undefined &&
    text !== undefined &&
    isSame(text, getAt(form.before, path)) &&
    !isSame(getAt(form.rule, box.entry ?? []), getAt(form.before, box.entry ?? []));
  return (
    <FormField
      label={label}
      isLabelHidden
      className={styles.reason}
      problem={path ? form.problemAt(path) : null}
      hint={isDoubtful ? 'Written for the rule as it was: does it still fit?' : undefined}
    >
      {(control) => (
        <input
          {...control}
          data-pointer={path && form.pointer(path)}
          autoComplete="off"
          placeholder={`${label} (optional)`}
          value={typeof text === 'string' ? text : ''}
          onChange={(event) =>
            form.change(withBoxText(form.rule, place, at, 'on_deny', event.target.value || undefined))
          }
        />
      )}
    </FormField>
  );
}

/** A condition to begin with: about the first thing there is, its value still to be given. */
function firstCondition(options: readonly PathOption[], place: ConditionPlace): JsonObject {
  const [option] = options;
  if (!option) return { path: 'time.hour', op: 'gte' };
  const wanted = place === 'require' ? ['lte', 'eq'] : ['gt', 'eq'];
  const choices = opChoices(option, undefined);
  const op = wanted.find((it) => choices.some((choice) => choice === it)) ?? 'eq';
  return { path: option.path, op };
}
