/** The reading thread: opens the ledger read-only, does one job, answers, ends. */
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { CURRENT_LAW_VERSION } from '@remit/catalogue';
import { rfc3339, systemClock } from '@remit/core';
import type { BuiltPack, TraceSource } from '@remit/evidence';
import {
  buildPack,
  explainTrace,
  exportAnnex,
  isForeignId,
  listSystems,
  listTraces,
  scopeVerdictDraft,
  showTrace,
  showTree,
  systemView,
  zipPack,
  zipPieces,
} from '@remit/evidence';
import { readRecords } from '@remit/gateway';
import { openArchive } from '@remit/ingest';
import type { LedgerReader, StorePlace } from '@remit/ledger';
import { checkLedger, endedStore, openLedgerReader, recordProof } from '@remit/ledger';
import { preparePack } from '../../schedule/write-pack.ts';
import { SOFTWARE } from '../software.ts';
import { backupJob } from './backup-job.ts';
import { carriedFiles } from './carried-files.ts';
import { draftJob } from './draft-job.ts';
import { exportJob } from './export-job.ts';
import { foreignJob } from './foreign-job.ts';
import type { Job, JobResults, MadePack, ReportInput } from './jobs.ts';
import { reportSigner } from './report-key.ts';
import type { WorkerAnswer } from './runner.ts';
import { simulateJob } from './simulate-job.ts';
import { subjectExportJob } from './subject-export-job.ts';
import { traceRow } from './trace-row.ts';

async function perform(
  job: Job,
  reader: LedgerReader,
  { dataDir, store, ended }: Omit<Work, 'job'>,
): Promise<JobResults[Job['kind']]> {
  const source: TraceSource = { reader, now: systemClock.now(), software: SOFTWARE };
  switch (job.kind) {
    case 'traces':
      return listTraces(source, job.filter).map(traceRow);
    case 'foreign-traces':
    case 'reconcile':
    case 'ask':
      return foreignJob(job, source, dataDir);
    case 'trace':
      return isForeignId(job.id) ? foreignJob(job, source, dataDir) : showTrace(source, job.id);
    case 'tree':
      return isForeignId(job.id)
        ? foreignJob({ kind: 'trace', id: job.id }, source, dataDir)
        : showTree(source, job.id);
    case 'explain':
      return isForeignId(job.id) ? foreignJob(job, source, dataDir) : explainTrace(source, job.id);
    case 'proof':
      return recordProof(reader, job.record);
    case 'export':
      return await exportJob(reader, dataDir, job);
    case 'check':
      return ended === undefined
        ? await checkLedger(dataDir, store)
        : await checkLedger(ended, endedStore(ended, store));
    case 'backup':
      return await backupJob(dataDir, store, job);
    case 'draft':
      return draftJob(reader, job.input);
    case 'simulate':
      return simulateJob(reader, job.input);
    case 'systems':
      return listSystems(reader);
    case 'system':
      return await systemView({ reader, now: rfc3339(source.now) }, job.system);
    case 'annex':
      return await exportAnnex({ reader, now: job.now }, job.request, openArchive({ dir: dataDir, reader }));
    case 'subject-export':
      return subjectExportJob(reader, dataDir, store, job);
    case 'report-key':
      return namesKey(reader, job.vkey);
    case 'report':
      return await report(job.input, reader, dataDir);
  }
}

async function report(input: ReportInput, reader: LedgerReader, dataDir: string): Promise<MadePack> {
  const archive = openArchive({ dir: dataDir, reader });
  const built = await buildPack({
    reader,
    archive,
    period: input.period,
    now: input.now,
    size: input.size,
    software: SOFTWARE,
    verifierSource: readFileSync(new URL(import.meta.resolve('@remit/verify/verify.mjs'))),
    carried: carriedFiles(),
    catalogue: CURRENT_LAW_VERSION,
    signer: reportSigner(dataDir, originOf(reader)),
    ...(input.root === undefined ? {} : { root: input.root }),
    ...(input.system === undefined ? {} : { system: input.system }),
    ...(input.sample === undefined ? {} : { sample: input.sample }),
    ...(input.final === undefined ? {} : { final: input.final }),
    ...(input.redacted === undefined ? {} : { redacted: input.redacted }),
  }).finally(() => archive.close());
  return {
    name: built.name,
    ...(input.path === undefined ? inMemory(built) : { zip: new Uint8Array(), prepared: onDisk(input.path, built) }),
    open: built.open,
    traces: built.verdict.size,
    verdicts: { in: built.verdict.in, out: built.verdict.out, indeterminate: built.verdict.indeterminate },
    exceptions: built.exceptions.map((e) => `${e.kind}: ${e.count} (${e.says})`),
    verdictRecord: scopeVerdictDraft(built.verdict),
  };
}

function inMemory({ files, redacted }: BuiltPack): Pick<MadePack, 'zip' | 'redacted'> {
  return { zip: zipPack(files), ...(redacted === undefined ? {} : { redacted: zipPack(redacted) }) };
}

function onDisk(path: string, { files, redacted }: BuiltPack): string[] {
  const variant = redacted === undefined ? [] : [['-redacted', zipPieces(redacted)] as const];
  return preparePack(path, new Map([['', zipPieces(files)], ...variant]));
}

function namesKey(reader: LedgerReader, vkey: string): boolean {
  for (const { record } of readRecords(reader, ['registry.change']))
    if (record.chg.what === 'report-key.declare' && record.chg.ref === vkey) return true;
  return false;
}

/** The origin of the log, as its first record says. */
function originOf(reader: LedgerReader): string {
  for (const { record } of readRecords(reader, ['genesis'])) return record.org;
  return '';
}

/** What createEvidenceRunner hands over. */
interface Work {
  readonly dataDir: string;
  readonly store: StorePlace;
  readonly job: Job;
  /** Folder of an ended log. */
  readonly ended: string | undefined;
}

async function main(): Promise<WorkerAnswer> {
  // Written by createEvidenceRunner, in this process.
  const { dataDir, store, job, ended } = workerData as Work;
  const reader =
    ended === undefined ? openLedgerReader(dataDir, store) : openLedgerReader(ended, endedStore(ended, store));
  try {
    return { ok: true, value: await perform(job, reader, { dataDir, store, ended }) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  } finally {
    reader.close();
  }
}

const answer = await main();
parentPort?.postMessage(answer);
