/** What a reading of the law is computed from. */
import type { DecisionTrace } from '@remit/record';
import type { ImportedProjection } from '../../imported/project.ts';
import type { PackException } from '../exceptions.ts';
import type { Study } from '../study.ts';

/** What of a projection a reading needs. */
export interface LawParts {
  readonly study: Study;
  readonly traces: readonly DecisionTrace[];
  readonly exceptions: readonly PackException[];
  readonly imported: Pick<ImportedProjection, 'facts'>;
}
