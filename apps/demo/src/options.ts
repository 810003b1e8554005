/** The command line of the demo: nothing, `--from-logs`, `--replay`, `--out DIR`. */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';

/** `out`: folder that receives a folder for each run, and `latest`. `fromLogs`: foreign logs instead of a gateway. `replay`: no real model, also with a key. */
export interface Options {
  readonly out: string | undefined;
  readonly fromLogs: boolean;
  readonly replay: boolean;
}

export const USAGE =
  'usage: node apps/demo/dist/main.js [--from-logs] [--replay] [--out DIR]   (default: demo-out in the checkout)';

/** Reads the arguments after the script's name. */
export function parseOptions(args: readonly string[]): Result<Options, string> {
  let options: Options = { out: undefined, fromLogs: false, replay: false };
  for (let at = 0; at < args.length; at++) {
    const flag = args[at];
    if (flag === '--from-logs') options = { ...options, fromLogs: true };
    else if (flag === '--replay') options = { ...options, replay: true };
    else if (flag === '--out') {
      const out = args[at + 1];
      if (out === undefined || out === '') return err('--out needs a folder');
      options = { ...options, out };
      at += 1;
    } else return err(`unknown argument ${flag ?? ''}`);
  }
  return ok(options);
}
