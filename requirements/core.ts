/** Canonical JSON, strict parsers, commitments: what every hash stands on. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

export const requirements = {
  'core.jcs-vectors': tested(
    'RFC 8785; acceptance: JCS 6/6 and 10,000/10,000',
    "Canonical JSON equals the RFC author's files and numbers.",
  ),
  'core.jcs-oracles': tested('RFC 8785', 'Canonical JSON equals two other implementations on generated values.'),
  'core.jcs-refuses': tested(
    'RFC 8785 §3.1; ledger reference §2',
    'What JSON cannot hold is refused, never written as something else.',
  ),
  'core.strict-json': tested(
    'RFC 8259 §4; ledger reference §2',
    'Duplicate keys, rounded integers, lone surrogates and deep nesting are refused; the raw text of a member is that of its value.',
  ),
  'core.base64-strict': tested('RFC 4648 §3.5, §4, §5', 'A text decodes only if it is the one encoding of its bytes.'),
  'record.rfc9901': tested('RFC 9901 §4.2; acceptance: RFC 9901 12/12', 'Commitments equal the published digests.'),
  'record.quick-check': tested(
    'ledger reference §2',
    'What the quick writer of call records writes, the schema accepts, and its text is the RFC 8785 text.',
  ),
  'record.commitment-binds': tested('RFC 9901 §4.2.3', 'A commitment binds salt, name, value and spelling.'),
  'core.exports': tested('design/style.md, rule 1', 'The package offers an explicit list of names.'),
} as const satisfies Requirements;
