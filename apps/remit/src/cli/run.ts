/** Runs one command line and answers the exit code. */
import { CommanderError } from 'commander';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode } from './io.ts';
import { createProgram } from './program.ts';

/** `argv` without node and script. Messages for the user go to io.err; a surprise prints its stack, so that it can be reported. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    await createProgram(io).parseAsync([...argv], { from: 'user' });
    return ExitCode.Ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.Ok : ExitCode.Usage;
    if (error instanceof CommandFailure) {
      if (error.message !== '') io.err(error.message);
      return error.exitCode;
    }
    io.err(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return ExitCode.Failed;
  }
}
