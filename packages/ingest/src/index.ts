export type { DigestReport, Finding, IntegrityOfObject } from './cloudtrail-digest/index.ts';
export {
  integrityLookup,
  openDigestFolder,
  parsePublicKeys,
  validateDigests,
} from './cloudtrail-digest/index.ts';
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
