/** remit ingest: logs of other systems, from files and folders. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { IngestLine, IngestSummary, ObjectReport } from '../server/admin-types.ts';
import { type GlobalOptions, optionsOf, send } from './context.ts';
import type { FollowOptions } from './ingest-follow.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode, print } from './io.ts';

interface IngestOptions extends FollowOptions {
  readonly follow?: boolean;
  readonly digestKeys?: string;
  readonly mapping?: string;
  readonly aiGatewayKey?: string;
  readonly remitKey?: readonly string[];
}

type Refused = Extract<IngestLine, { kind: 'refused' }>;

export function addIngestCommand(program: Command, io: Io): void {
  program
    .command('ingest')
    .argument('[paths...]', 'files, or folders with everything below them; gzip or plain')
    .description('logs of other systems: read them, record their custody, keep them sealed')
    .option('--source <id>', 'source or dataset of records whose members do not tell it; see docs/sources.md')
    .option('--mapping <file>', 'read CSV or JSON of any system by this mapping file; see docs/ingest.md')
    .option('--digest-keys <file>', 'check CloudTrail files against the digests beside them, with this list of keys')
    .option('--ai-gateway-key <file>', 'private key (PKCS#8 PEM) that opens the encrypted fields of AI Gateway Logpush')
    .option(
      '--remit-key <vkey>',
      'key of another Remit whose pack or log folder is ingested, from its operator; may be repeated',
      (key: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), key],
    )
    .option('--follow', 'go on until stopped: a folder, s3://BUCKET/PREFIX, or logpush://HOST:PORT')
    .option('--every <seconds>', 'with --follow: time between two looks at a folder or a bucket', '60')
    .option('--once', 'with --follow: one look, for a scheduler')
    .option('--region <name>', 'with --follow s3://: region of the bucket', 'us-east-1')
    .option('--endpoint <url>', 'with --follow s3://: an S3-compatible service other than AWS')
    .option('--secret-file <file>', 'with --follow logpush://: what senders must put into the header x-remit-secret')
    .addHelpText(
      'after',
      '\nThe same file twice adds nothing. What cannot be read is counted and listed in the batch.\nExit codes: 0 everything is in, 2 some records or objects could not be read, 1 nothing could, 64 usage.\n\nExample:\n  remit ingest ./AWSLogs',
    )
    .action(async (paths: string[], _: unknown, command: Command) => {
      const o = optionsOf<IngestOptions>(command);
      if (paths.length === 0) throw new CommandFailure('Name files or folders to ingest.', ExitCode.Usage);
      if (o.follow === true) return await follow(io, o, paths);
      const seen = { objects: [] as ObjectReport[], refused: [] as Refused[] };
      let summary: IngestSummary | undefined;
      const onLine = (text: string) => {
        // Our own API: lines are what ingest-routes.ts writes.
        const line = JSON.parse(text) as IngestLine;
        if (line.kind === 'done') summary = line.summary;
        else if (line.kind === 'object') seen.objects.push(line.report);
        else if (line.kind === 'refused') seen.refused.push(line);
        else if (o.json !== true || line.kind === 'repair') tell(io, line);
        if (o.json !== true && line.kind === 'object') io.out(objectLine(line.report));
        if (o.json !== true && line.kind === 'refused') io.err(`refused      ${line.object}: ${line.why}`);
      };
      await send(io, o, { method: 'POST', path: '/v1/ingest', body: bodyOf(io, paths, o), onLine });
      if (summary === undefined) throw new CommandFailure('The server ended before the ingestion did. Run it again.');
      const done = summary;
      print(io, o.json, { ...done, reports: seen.objects, errors: seen.refused }, () => summaryLines(done));
      const code = exitCodeOf(done);
      if (code !== ExitCode.Ok) throw new CommandFailure('', code);
    });
}

async function follow(io: Io, o: IngestOptions & GlobalOptions, paths: readonly string[]): Promise<void> {
  const [place, ...more] = paths;
  if (place === undefined || more.length > 0)
    throw new CommandFailure('--follow takes one place. Start one command for each.', ExitCode.Usage);
  const { followPlace } = await import('./ingest-follow.ts');
  const mapping = o.mapping === undefined ? undefined : { name: o.mapping, text: readText(io, o.mapping) };
  await followPlace(io, o, place, mapping, (report) =>
    io.out(o.json === true ? JSON.stringify(report) : objectLine(report)),
  );
}

function bodyOf(io: Io, paths: readonly string[], o: IngestOptions) {
  const content = {
    paths: paths.map((path) => resolve(io.cwd, path)),
    source: o.source,
    digestKeys: o.digestKeys === undefined ? undefined : readText(io, o.digestKeys),
    mapping: o.mapping === undefined ? undefined : { name: o.mapping, text: readText(io, o.mapping) },
    aiGatewayKey: o.aiGatewayKey === undefined ? undefined : readText(io, o.aiGatewayKey),
    remitKeys: o.remitKey,
  };
  return { type: 'application/json' as const, content: JSON.stringify(content) };
}

function readText(io: Io, file: string): string {
  try {
    return readFileSync(resolve(io.cwd, file), 'utf8');
  } catch (error) {
    throw new CommandFailure(
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      ExitCode.Usage,
    );
  }
}

function tell(io: Io, line: Extract<IngestLine, { kind: 'repair' | 'progress' }>): void {
  if (line.kind === 'repair') return io.err(line.says);
  if (!io.interactive) return;
  const percent = line.total === 0 ? 100 : Math.floor((100 * line.bytes) / line.total);
  io.err(`reading      ${line.object}: ${percent} %, ${line.events} events`);
}

/** One object in words. */
function objectLine(report: ObjectReport): string {
  const { object, state, batch, source, events, duplicates, unparsed } = report;
  const reasons = Object.entries(report.reasons).map(([reason, count]) => `${count} ${reason}`);
  const left = unparsed === 0 ? '' : `, ${unparsed} unparsed (${reasons.join(', ')})`;
  switch (state) {
    case 'added':
      return `added        ${object}: ${events} events of ${source ?? '-'}, ${duplicates} duplicates${left}; integrity ${report.integrity ?? 'none'}; batch ${batch ?? '-'}`;
    case 'already':
      return batch === undefined
        ? `already in   ${object}: all ${duplicates} events are in other batches. Nothing was added.`
        : `already in   ${object}: batch ${batch}. Nothing was added.`;
    case 'empty':
      return `empty        ${object}: it holds no event. Nothing was added.`;
    case 'unrecognised':
      return `unrecognised ${object}: no source knows anything in it${left}. Nothing was added; name its source with --source.`;
  }
}

function summaryLines(s: IngestSummary): string[] {
  const integrity = Object.entries(s.integrity).map(([finding, count]) => `${count} ${finding}`);
  return [
    `${s.objects} objects: ${s.added} added, ${s.already} already in, ${s.empty} empty, ${s.unrecognised} unrecognised, ${s.refused} refused.`,
    `${s.events} events added, ${s.duplicates} duplicates, ${s.unparsed} unparsed.${integrity.length === 0 ? '' : ` Integrity: ${integrity.join(', ')}.`}`,
  ];
}

function exitCodeOf(s: IngestSummary): ExitCode {
  const bad = s.refused + s.unrecognised;
  if (bad > 0 && bad === s.objects) return ExitCode.Failed;
  return bad + s.unparsed > 0 ? ExitCode.Incomplete : ExitCode.Ok;
}
