export type {
  ContentField,
  CoverageGrade,
  DatasetInfo,
  MappedEvent,
  RawRecord,
  RecordContext,
  Source,
} from './source.ts';
