import { Search } from 'lucide-react';
import styles from './search-field.module.css';

interface Props {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Words that narrow down what is shown. */
export function SearchField({ label, placeholder, value, onChange }: Props) {
  return (
    <label className={styles.search}>
      <Search aria-hidden />
      <input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
