/** Datasets of AWS. */
import type { DatasetInfo } from '../../source.ts';

/** A dataset, and the fields that records of it usually hold: one that is not there is missing as `not_in_record`. */
export interface AwsDataset extends DatasetInfo {
  readonly usual: readonly string[];
}
