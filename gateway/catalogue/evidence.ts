import type { ChangeCategory } from './tool-words.ts';

/** One thing in a definition that says that the tool changes something. */
export interface Evidence {
  readonly category: ChangeCategory;
  /** In words, as the person reads it: "its name says `delete`". */
  readonly why: string;
}
