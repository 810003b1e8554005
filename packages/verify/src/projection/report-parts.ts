/** What the report is computed from. */
import type { DecisionTrace } from '@remit/record';
import type { ImportedProjection } from '../imported/project.ts';
import type { PackException } from './exceptions.ts';
import type { LawReading } from './law/law-reading.ts';
import type { Population } from './population.ts';
import type { Study } from './study.ts';

/** What the report is computed from. */
export interface ReportParts {
  readonly study: Study;
  readonly traces: readonly DecisionTrace[];
  readonly exceptions: readonly PackException[];
  readonly population: Population;
  readonly imported: ImportedProjection;
  readonly root: Uint8Array;
  readonly law?: LawReading;
}
