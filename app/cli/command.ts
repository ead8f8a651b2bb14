import type { Arguments } from './arguments.ts';
import type { Connection } from './connect.ts';

/** What a command may use beside its own words. */
export interface CommandContext {
  readonly args: Arguments;
  /** The words behind the command's own name. */
  readonly words: readonly string[];
  /** Opens the application API, at most once; closed by whoever runs the command. */
  readonly connect: () => Promise<Connection>;
  /** The answer: as JSON with `--json`, else as text. */
  readonly print: (value: unknown, text: string) => void;
  /** A remark beside the answer, which may go into a file or another program. */
  readonly remark: (text: string) => void;
  readonly dataDir: string;
}

/** Answers the exit code: 0 fine, 1 refused or failed, 2 unusable input. */
export type Command = (context: CommandContext) => Promise<0 | 1 | 2>;

/** Rows in columns; the first row is the heading. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A time as people in a shell read it. */
export function timeText(at: number | null): string {
  return at === null ? '-' : new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}
