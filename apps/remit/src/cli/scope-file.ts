/** Reads a scope file that a command names. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode } from './io.ts';

/** Text and bytes, or the end of the command with the reason. */
export function readScopeFile(io: Io, file: string): { text: string; source: Uint8Array } {
  try {
    const source = readFileSync(resolve(io.cwd, file));
    return { text: source.toString('utf8'), source };
  } catch (error) {
    throw new CommandFailure(
      `${file}: cannot be read (${error instanceof Error ? error.message : 'unknown'}).`,
      ExitCode.Usage,
    );
  }
}
