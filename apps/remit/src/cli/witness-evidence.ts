/** remit witness evidence: what a witness refused and kept, and what it shows to somebody who holds the log's key. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { optionsOf } from './context.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode, print, table } from './io.ts';

interface EvidenceOptions {
  /** An option of the parent command, which takes it wherever it stands. */
  readonly dir?: string;
  readonly trust?: string;
}

/** One file, judged. */
interface EvidenceRow {
  readonly file: string;
  readonly kind: string;
  readonly origin: string;
  readonly found: string;
  readonly by: string;
  readonly sizes: readonly number[];
  readonly verdict: string;
  readonly says: string;
}

export function addWitnessEvidenceCommand(witness: Command, io: Io): void {
  witness
    .command('evidence')
    .description(
      'list heads of logs that contradict each other, kept by a witness or by the data folder that --dir names',
    )
    .option('--trust <file>', 'trust file with the log key: says what each file shows under it')
    .addHelpText('after', '\nExample:\n  remit witness evidence --dir ./witness --trust trust')
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf<EvidenceOptions>(command);
      const rows = await rowsOf(o);
      print(io, o.json, rows, () =>
        rows.length === 0
          ? ['No evidence is kept.']
          : [
              ...table(
                ['KIND', 'ORIGIN', 'SIZES', 'FOUND', 'SHOWS'],
                rows.map(({ kind, origin, sizes, found, verdict }) => [kind, origin, sizes.join(' '), found, verdict]),
              ),
              '',
              ...rows.flatMap(({ file, says }) => [file, `  ${says}`]),
            ],
      );
    });
}

async function rowsOf({ dir, trust }: EvidenceOptions): Promise<EvidenceRow[]> {
  const { judgeEvidence, listCopyEvidence, listEvidence } = await import('@remit/ledger');
  if (dir === undefined) throw new CommandFailure('Name the folder with --dir.', ExitCode.Usage);
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new CommandFailure(`--dir ${dir}: there is no such folder.`, ExitCode.Usage);
  const keys = trust === undefined ? undefined : await keysOf(trust);
  const rows: EvidenceRow[] = [];
  for (const { path, evidence } of listEvidence(join(dir, 'evidence'))) {
    if (evidence === undefined) {
      const says = 'the file cannot be read as evidence';
      rows.push({ file: path, kind: '?', origin: '', found: '', by: '', sizes: [], verdict: 'unreadable', says });
      continue;
    }
    const { kind, origin, found, by } = evidence;
    const judged =
      keys === undefined
        ? { verdict: 'not judged', says: 'give --trust FILE to check the signatures', sizes: [] }
        : await judgeEvidence(evidence, keys);
    rows.push({ file: path, kind, origin, found, by, ...judged });
  }
  // Served content is not signed: it shows what the mirror saw, to whoever trusts the mirror.
  for (const { path, evidence } of listCopyEvidence(join(dir, 'evidence'))) {
    const { kind, origin, found, by, says } = evidence;
    rows.push({ file: path, kind, origin, found, by, sizes: [], verdict: 'suspicious', says });
  }
  return rows;
}

async function keysOf(path: string) {
  const { parseTrust } = await import('@remit/verify');
  const trust = parseTrust(readFileSync(path, 'utf8'));
  if (!trust.ok) throw new CommandFailure(`${path}: ${trust.error}`, ExitCode.Usage);
  return trust.value.policy.logs.map(({ key }) => key);
}
