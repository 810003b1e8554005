/** Rows of the secrets package. */
import { type Requirements, tested } from './requirement.ts';

export const secretsRequirements = {
  'secrets.key-file': tested(
    'ledger reference §3',
    'A key file is created once with 32 random bytes and mode 0600; a file of another mode, length or kind is refused by name.',
  ),
  'secrets.seal': tested('NIST SP 800-38D', 'Sealed content opens only with the same key, associated data and bytes.'),
  'secrets.random': tested('reference/ledger.md §3', 'Random bytes from the pool are never given out twice.'),
  'secrets.combine': tested('ledger reference §3', 'A combined key needs every one of its keys, in any order.'),
  'secrets.api-key': tested(
    'design/architecture.md, authenticate',
    'A caller key carries an id in clear; only the SHA-256 of the token is kept.',
  ),
} as const satisfies Requirements;
