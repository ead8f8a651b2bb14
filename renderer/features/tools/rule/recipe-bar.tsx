import { Plus } from 'lucide-react';
import { Button } from '../../../ui/button.tsx';
import styles from './recipe-bar.module.css';
import { recipesFor } from './recipes.ts';
import { useRuleForm } from './rule-form.ts';

/** Rules that people often want, each one click away from where its number is typed. */
export function RecipeBar() {
  const form = useRuleForm();
  return (
    <div className={styles.bar} role="group" aria-label="Add a common rule">
      {recipesFor(form).map(({ label, apply }) => (
        <Button
          key={label}
          className={styles.recipe}
          icon={<Plus aria-hidden />}
          onClick={() => {
            const { rule, focus } = apply(form.rule);
            form.change(rule, focus);
          }}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}
