/** What a command may touch of the terminal, and the exit codes of the product. */
import type { Environment } from '../config/environment.ts';

/** A terminal that shows what is printed. `colour`: false where NO_COLOR asks for none (no-color.org). */
export interface Terminal {
  readonly columns: number;
  readonly colour: boolean;
}

export interface Io {
  readonly env: Environment;
  readonly cwd: string;
  /** True when a person reads the output, so that colour and progress make sense. */
  readonly interactive: boolean;
  /** Where `out` goes, when that is a terminal. */
  readonly terminal?: Terminal;
  out(text: string): void;
  err(text: string): void;
  outBytes(bytes: Uint8Array): void;
}

/** Exit codes. verify uses 0 to 2 for PASS, FAIL, INCOMPLETE; 64 is sysexits' EX_USAGE. */
export const ExitCode = { Ok: 0, Failed: 1, Incomplete: 2, Usage: 64, Unavailable: 69 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Ends a command with a message for the user; main prints it and exits with the code. */
export class CommandFailure extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number = ExitCode.Failed) {
    super(message);
    this.name = 'CommandFailure';
    this.exitCode = exitCode;
  }
}

/** Prints a value: as JSON when asked, else as the lines given. */
export function print(io: Io, json: boolean | undefined, value: unknown, lines: () => readonly string[]): void {
  if (json === true) io.out(JSON.stringify(value, undefined, 2));
  else for (const line of lines()) io.out(line);
}

/** Plain text table: columns padded to their widest cell, no trailing space. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((cell, i) => Math.max(cell.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(head), ...rows.map(line)];
}
