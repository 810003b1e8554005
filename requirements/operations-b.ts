/** References, backup, reload, drain, old data, and how it is run: what an operator of the gateway relies on. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

const references = 'Acceptance, the thread made hard, Build 6';

export const requirements = {
  'operations-b.references': tested(references, 'A generated page that differs from the code is red.'),
  'operations-b.references-errors': tested(references, 'Every error code stands in the errors page.'),
  'operations-b.references-cli': tested(references, 'Every command and option stands in the page of the command line.'),
  'operations-b.references-records': tested(
    references,
    'Every record type stands in the records page with its meaning.',
  ),
} as const satisfies Requirements;
