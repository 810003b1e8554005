/** The command line of the demo: no arguments, or `--out DIR`. */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';

/** `out`: folder that receives a folder for each run, and `latest`. */
export interface Options {
  readonly out: string | undefined;
}

export const USAGE = 'usage: node apps/demo/dist/main.js [--out DIR]   (default: demo-out in the checkout)';

/** Reads the arguments after the script's name. */
export function parseOptions(args: readonly string[]): Result<Options, string> {
  if (args.length === 0) return ok({ out: undefined });
  const [flag, value, ...rest] = args;
  if (flag !== '--out') return err(`unknown argument ${flag ?? ''}`);
  if (value === undefined || value === '') return err('--out needs a folder');
  if (rest.length > 0) return err(`unknown argument ${rest[0] ?? ''}`);
  return ok({ out: value });
}
