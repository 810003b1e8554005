/** The study of a test log with its traces, as trees are built from it. For tests. */
import type { LedgerReader } from '@remit/ledger';
import { projectStudy } from '@remit/verify';
import { gatherStudy } from '../gather.ts';
import type { TreeSource } from './trace-tree.ts';

/** Every call of the log, whatever its time. */
export function studyOfReader(reader: LedgerReader, now: number): TreeSource {
  const period = { from: 0, to: Date.UTC(9999, 11, 31) };
  return projectStudy(
    gatherStudy({ reader, period, now, software: 'remit 0.1.0' }, reader.size(), '', new Uint8Array()),
  );
}
