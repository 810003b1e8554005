/** remit mirror [check]: a cosigner that keeps a full copy of the logs it cosigns (C2SP tlog-mirror, a draft). */
import { readFileSync } from 'node:fs';
import { systemClock } from '@remit/core';
import type { CopyComparison } from '@remit/ledger';
import type { Command } from 'commander';
import { untilStopped } from '../server/shutdown.ts';
import { optionsOf } from './context.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode, print } from './io.ts';
import { listenPlace, logOf, reading } from './witness-options.ts';

interface MirrorOptions {
  readonly dir?: string;
  readonly listen: string;
  readonly name?: string;
  readonly log?: string[];
  readonly from?: string[];
}

export function addMirrorCommand(program: Command, io: Io): void {
  const mirror = program
    .command('mirror')
    .description('cosign as a witness does, but only heads whose every record was fetched, checked and kept')
    .option('--dir <folder>', 'folder of the mirror: its key, the last checkpoint of each log, and the copies')
    .option('--name <name>', 'key name of the mirror, such as mirror.auditor.example')
    .option('--log <vkey...>', 'verification key of a log to copy; VKEY@ORIGIN when its name differs from its origin')
    .option('--from <url...>', 'where each log is published (remit ledger serve, or its bucket), in the order of --log')
    .option('--listen <host:port>', 'address to listen on', '127.0.0.1:8423')
    .addHelpText(
      'after',
      '\nExample:\n  remit mirror --dir ./mirror --name mirror.auditor.example --log "$(cat log.vkey)" --from https://log.bank.example\n\nIts key stands in the policy like that of a witness. The copy is served under /SHA256-OF-ORIGIN/ and lies in logs/ of the folder.',
    )
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf<MirrorOptions>(command);
      const { dir, name, log, from } = o;
      if (dir === undefined || name === undefined || log === undefined || from === undefined)
        throw new CommandFailure('remit mirror needs --dir, --name, --log and --from.', ExitCode.Usage);
      if (log.length !== from.length)
        throw new CommandFailure('Give one --from for each --log, in the same order.', ExitCode.Usage);
      const { startMirror } = await import('@remit/ledger');
      const { createLogger } = await import('../server/logger.ts');
      const running = await startMirror({
        dir,
        name,
        logs: log.map((text, i) => ({ ...logOf(text), from: addressOf(from[i] ?? '') })),
        listen: listenPlace(o.listen),
        clock: systemClock,
        logger: createLogger('info'),
      });
      if (o.json === true) io.out(JSON.stringify({ url: running.url, vkey: running.vkey }));
      else for (const line of [`listening  ${running.url}`, `vkey       ${running.vkey}`]) io.out(line);
      await untilStopped();
      await running.close();
    });
  addCheckCommand(mirror, io);
}

function addCheckCommand(mirror: Command, io: Io): void {
  mirror
    .command('check <origin>')
    .description('check the copy of a log in --dir, and with --from hold it against what the log serves now')
    .option('--trust <file>', 'trust file with the key of the log, to check signatures too')
    .addHelpText('after', '\nExample:\n  remit mirror check ledger.bank.example/2026 --dir ./mirror --trust trust')
    .action(async (origin: string, _: unknown, command: Command) => {
      const o = optionsOf<MirrorOptions & { trust?: string }>(command);
      if (o.dir === undefined) throw new CommandFailure('Name the folder of the mirror with --dir.', ExitCode.Usage);
      const { checkCopy } = await import('@remit/ledger');
      const keys = o.trust === undefined ? undefined : await logKeys(o.trust);
      const from = o.from?.[0] === undefined ? undefined : addressOf(o.from[0]);
      const found = await reading(
        from ?? o.dir,
        checkCopy({
          dir: o.dir,
          origin,
          ...(from === undefined ? {} : { from }),
          ...(keys === undefined ? {} : { keys }),
        }),
      );
      if (found === undefined) throw new CommandFailure(`There is no copy of ${origin} in ${o.dir}.`, ExitCode.Usage);
      printComparison(io, o.json, found);
    });
}

/** Prints what a comparison found; fails when the two do not go together. */
export function printComparison(io: Io, json: boolean | undefined, found: CopyComparison): void {
  print(io, json, found, () => [...found.says, found.ok ? 'ok' : `PROBLEM: ${found.finding}`]);
  if (!found.ok)
    throw new CommandFailure(
      found.record === undefined ? 'The copy and the log do not go together.' : `First at record ${found.record}.`,
    );
}

/** Keys of the logs in a trust file. */
export async function logKeys(path: string) {
  const { parseTrust } = await import('@remit/verify');
  const trust = parseTrust(readFileSync(path, 'utf8'));
  if (!trust.ok) throw new CommandFailure(`${path}: ${trust.error}`, ExitCode.Usage);
  return trust.value.policy.logs.map(({ key }) => key);
}

function addressOf(text: string): string {
  const protocol = URL.canParse(text) ? new URL(text).protocol : '';
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new CommandFailure(`--from ${text}: expected an http(s) address.`, ExitCode.Usage);
  return text;
}
