/** What an attempt used. */
import type { Amounts, ModelUsage } from '@remit/budget';
import type { UsageSource } from '@remit/record';

/** What an attempt came to, and where the numbers come from. */
export interface Use {
  readonly source: UsageSource;
  readonly models: readonly { readonly model: string; readonly usage: ModelUsage }[];
  readonly spent: Amounts;
}
