export type { DigestReport, Finding } from './cloudtrail-digest/index.ts';
export { folderIntegrity, openDigestFolder, parsePublicKeys, validateDigests } from './cloudtrail-digest/index.ts';
export { createIngest } from './create-ingest.ts';
export type { BatchErasure, PlannedBatch } from './erasure/batch-erasure.ts';
export { createBatchErasure } from './erasure/batch-erasure.ts';
export type { SettledFile } from './follow/follow-folder.ts';
export { followFolder } from './follow/follow-folder.ts';
export type { MappedSource } from './generic/mapped-source.ts';
export { mappedSource } from './generic/mapped-source.ts';
export type {
  Ingest,
  IngestDeps,
  IngestProgress,
  IntegrityFinding,
  ObjectOptions,
  ObjectReport,
} from './ingest-types.ts';
export { collectObjects } from './read/collect-objects.ts';
export type { ReceivedObject } from './read/received-object.ts';
export type {
  ContentField,
  CoverageGrade,
  DatasetInfo,
  MappedEvent,
  RawRecord,
  RecordContext,
  Source,
} from './source.ts';
export type { SourceOptions } from './sources/all.ts';
export { allSources } from './sources/all.ts';
export { sourcesReference } from './sources/reference.ts';
export { isRemitExport, remitExportObject } from './sources/remit-ledger/export-object.ts';
export type { Archive, BatchInfo } from './store/archive.ts';
export { openArchive } from './store/archive.ts';
export type { LocatedBatch } from './store/ingest-records.ts';
