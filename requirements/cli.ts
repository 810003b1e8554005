/** The command line, its configuration and its operations. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

const issue = 'Acceptance, the thread, Build 8';

export const requirements = {
  'cli.config-defaults': tested(
    issue,
    'Without a configuration file the gateway runs on embedded defaults in ./remit-data.',
  ),
  'cli.config-errors': tested(issue, 'A configuration error names file, line, path and what was expected.'),
} as const satisfies Requirements;
