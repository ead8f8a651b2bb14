/** A table whose changes are made in memory and written together, at the end of the next transaction. */
export interface WriteBehind {
  /** Writes what has changed; what it returns is called once that is committed. */
  save(): () => void;
  /** Nothing of what was not saved holds. Asks nothing of the database, which may be what has failed. */
  forget(): void;
}
