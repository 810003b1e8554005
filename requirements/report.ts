/** The pack that people read: pages, PDF, signature, sampling, redaction, schemas, schedule. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

export const requirements = {
  'verify.rendered': tested(
    'reference/compliance.md §13',
    'A rendered page stands in the manifest by its digest; the verifier checks the digest and says that it does not make the page again. No other path can be carried this way.',
  ),
} as const satisfies Requirements;
