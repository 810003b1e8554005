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
  'cli.help': tested(issue, 'Every command has help, an example and --json.'),
  'cli.errors': tested(
    'design/style.md, rule 5',
    'A refusal stands in the first line with its code; what explains it, and a list of what is open, stands below.',
  ),
  'cli.warnings': tested(
    'design/style.md, rule 5',
    'Warnings of a command that opens the data folder itself are sentences on the error stream, not log lines.',
  ),
  'cli.exit-codes': tested(issue, 'Wrong usage exits with 64; verify exits with 0, 1 or 2.'),
  'cli.init-once': tested(issue, 'The first administrator is made once.'),
  'cli.own-key': tested(
    'Build 6',
    "Every command that touches data checks the caller's own key, with and without a server.",
  ),
  'cli.one-owner': tested('Build 6', 'A running server owns the data folder; SIGTERM ends it cleanly, children too.'),
  'cli.ledger': tested(issue, 'Ledger check, proof and report work without a server.'),
} as const satisfies Requirements;
