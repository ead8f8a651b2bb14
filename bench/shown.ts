export type Table = Readonly<Record<string, Readonly<Record<string, string | number>>>>;

/** A table with what it shows. */
export interface Shown {
  readonly title: string;
  readonly rows: Table;
}
