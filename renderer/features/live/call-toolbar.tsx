import { formatNumber } from '../../lib/format.ts';
import { SearchField } from '../../ui/search-field.tsx';
import { Segmented, type Segment } from '../../ui/segmented.tsx';
import { outcomeLabels, outcomes, type CallFilter, type Outcome } from './filter-calls.ts';
import styles from './call-toolbar.module.css';

interface Props {
  readonly filter: CallFilter;
  readonly onChange: (filter: CallFilter) => void;
  /** All calls that are known. */
  readonly count: number;
}

const segments: readonly Segment<Outcome>[] = outcomes.map((value) => ({
  value,
  label: outcomeLabels[value],
}));

export function CallToolbar({ filter, onChange, count }: Props) {
  return (
    <div className={styles.bar} role="search">
      <SearchField
        label="Filter calls"
        placeholder="Filter by product, tool, client, argument"
        value={filter.text}
        onChange={(text) => onChange({ ...filter, text })}
      />
      <Segmented
        label="Which calls"
        segments={segments}
        value={filter.outcome}
        onChange={(outcome) => onChange({ ...filter, outcome })}
      />
      <span className={styles.count}>{count === 1 ? '1 call' : `${formatNumber(count)} calls`}</span>
    </div>
  );
}
