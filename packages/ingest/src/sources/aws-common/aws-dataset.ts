/** Datasets of AWS. */
import type { DatasetInfo } from '../../source.ts';

/** A dataset, and what stands in each of its events about fields that it does not have. */
export interface AwsDataset extends DatasetInfo {
  /** Fields that records usually hold: one that is not there is missing as `not_in_record`. */
  readonly usual: readonly string[];
  /**
   * Of `absent`, the fields that an event of the kind could have: missing as `not_in_source`. The tokens of an API call, for
   * example, are not missing: there are none.
   */
  readonly missed: readonly string[];
}
