/** Section retention: how long content and ended logs are kept. */
import { z } from 'zod';
import { LEAST_MONTHS } from './least-months.ts';

function retentionClass(what: string) {
  return z
    .strictObject({
      'keep-months': z
        .int()
        .min(LEAST_MONTHS)
        .max(1200)
        .default(LEAST_MONTHS)
        .describe(
          `Calendar months for which ${what} is not erased unless two persons override that. At least six: Articles 19(1) and 26(6) of Regulation (EU) 2024/1689.`,
        ),
      'expire-months': z
        .int()
        .min(LEAST_MONTHS)
        .max(1200)
        .optional()
        .describe(`Calendar months after which \`remit retention run\` erases ${what}. Default: never.`),
    })
    .refine((one) => (one['expire-months'] ?? Infinity) >= one['keep-months'], {
      path: ['expire-months'],
      error: 'expected at least keep-months',
    })
    .prefault({});
}

export const retentionField = z
  .strictObject({
    calls: retentionClass('the content of calls'),
    ingested: retentionClass("the content of other systems' logs"),
    'prune-months': z
      .int()
      .min(LEAST_MONTHS)
      .max(1200)
      .optional()
      .describe(
        'Calendar months after its last record from which an ended log may be pruned (`remit ledger prune`), once this is declared with `remit retention declare`. Default: never.',
      ),
  })
  .prefault({});
