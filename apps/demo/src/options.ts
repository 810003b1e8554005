/** The command line of the demo: nothing, `--from-logs`, `--out DIR`. */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';

/** `out`: folder that receives a folder for each run, and `latest`. `fromLogs`: foreign logs instead of a gateway. */
export interface Options {
  readonly out: string | undefined;
  readonly fromLogs: boolean;
}

export const USAGE =
  'usage: node apps/demo/dist/main.js [--from-logs] [--out DIR]   (default: demo-out in the checkout)';

/** Reads the arguments after the script's name. */
export function parseOptions(args: readonly string[]): Result<Options, string> {
  let options: Options = { out: undefined, fromLogs: false };
  for (let at = 0; at < args.length; at++) {
    const flag = args[at];
    if (flag === '--from-logs') options = { ...options, fromLogs: true };
    else if (flag === '--out') {
      const out = args[at + 1];
      if (out === undefined || out === '') return err('--out needs a folder');
      options = { ...options, out };
      at += 1;
    } else return err(`unknown argument ${flag ?? ''}`);
  }
  return ok(options);
}
