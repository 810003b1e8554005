/** remit verify: the offline verifier, the same code as verify.mjs. Talks to no server and needs no data folder. */
import type { Command } from 'commander';
import { optionsOf } from './context.ts';
import { examples } from './help-examples.ts';
import type { Io } from './io.ts';
import { CommandFailure } from './io.ts';

export function addVerifyCommand(program: Command, io: Io): void {
  program
    .command('verify <pack>')
    .description('verify an evidence pack (zip or folder) offline; decisions are run again by Cedar too')
    .addHelpText('after', examples(['remit verify november.zip --trust trust']))
    .option('--trust <file>', 'keys from outside the pack: C2SP tlog-policy, optionally --- and a known checkpoint')
    .option('--redacted <file>', 'a redacted variant of this pack: also check that it follows from it, byte for byte')
    .option('--records <file>', 'write there what was found of each record, a JSON object a line')
    .option('--times', 'also say how long each step took, on the error stream')
    .option('--now <time>', "RFC 3339 time to judge freshness by; default: this machine's clock")
    .addHelpText(
      'after',
      '\nExit codes: 0 PASS, 1 FAIL, 2 INCOMPLETE, 64 usage.\nA reader who does not trust this installation takes verify.mjs from somewhere else and runs\n  node verify.mjs PACK --trust FILE',
    )
    .action(async (pack: string, _: unknown, command: Command) => {
      const o = optionsOf<{ trust?: string; now?: string; redacted?: string; records?: string; times?: boolean }>(
        command,
      );
      const given = [
        ...flag('--trust', o.trust),
        ...flag('--now', o.now),
        ...flag('--redacted', o.redacted),
        ...flag('--records', o.records),
      ];
      const argv = [pack, ...given, ...(o.json === true ? ['--json'] : []), ...(o.times === true ? ['--times'] : [])];
      const { main } = await import('@remit/verify/cli');
      // Cedar, which verify.mjs does not carry, runs every decision again beside the verifier's own evaluator.
      const { createCedarEvaluator } = await import('@remit/scope/engine');
      const evaluator = createCedarEvaluator();
      const code = await main(argv, stream(io, io.out), stream(io, io.err), { evaluator });
      if (code !== 0) throw new CommandFailure('', code);
    });
}

function flag(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [name, value];
}

function stream(io: Io, write: (text: string) => void) {
  return { write: (text: string) => write(text.replace(/\n$/, '')), isTTY: io.interactive };
}
