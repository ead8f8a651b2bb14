import { isJsonObject, type JsonObject, type JsonValue } from '../../../../contract/json.ts';
import { Button } from '../../../ui/button.tsx';
import { FormField } from '../../../ui/form-field.tsx';
import { Select } from '../../../ui/select.tsx';
import { useRuleForm } from './rule-form.ts';
import styles from './timezone-line.module.css';

interface Props {
  readonly document: JsonObject;
  readonly onChange: (document: JsonObject) => void;
}

/** Where it is night, and when a day begins: shown as soon as the rule looks at a clock. */
export function TimezoneLine({ document, onChange }: Props) {
  const { rule } = useRuleForm();
  const zone = typeof document['timezone'] === 'string' ? document['timezone'] : 'UTC';
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!readsClock(rule)) return null;
  const follow = (next: string) => {
    const { timezone: _timezone, ...rest } = document;
    onChange(next === 'UTC' ? rest : { ...rest, timezone: next });
  };
  const zones = [...new Set(['UTC', here, zone, ...Intl.supportedValuesOf('timeZone')])];
  return (
    <div className={styles.line}>
      <FormField label="Hours and days follow" className={styles.field}>
        {({ className: _input, ...control }) => (
          <Select
            {...control}
            choices={zones.map((it) => ({ value: it, label: it === here ? `${it} (this computer)` : it }))}
            value={zone}
            onChange={follow}
          />
        )}
      </FormField>
      {zone !== here && <Button onClick={() => follow(here)}>Use {here}</Button>}
      <p className={zone === here ? styles.hint : styles.elsewhere}>
        {zone === here
          ? 'For every rule of this policy.'
          : `For every rule of this policy. This computer is in ${here}.`}
      </p>
    </div>
  );
}

const calendar: readonly JsonValue[] = ['hour', 'day', 'week', 'month'];

function readsClock(value: JsonValue | undefined): boolean {
  if (Array.isArray(value)) return value.some(readsClock);
  if (!isJsonObject(value)) return false;
  const { path, window } = value;
  if (typeof path === 'string' && path.startsWith('time.')) return true;
  return (window !== undefined && calendar.includes(window)) || Object.values(value).some(readsClock);
}
