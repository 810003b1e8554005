/**
 * The server's half of a change of key whose signer runs by itself, elsewhere or under another user: only the records. The
 * other half is `apart-keys.ts`, in the hands of whoever owns the signer. The order is that of `rotate-key.ts`.
 */
import { ledgerError } from '../errors.ts';
import type { LedgerDeps } from '../types.ts';
import type { KeyRotation } from './rotate-key.ts';
import { ensureBegun, openRotation, recordEnd, signedByBoth, withLedger } from './rotation-records.ts';

/** Records that the log goes over to `next`, which the signer's owner has made. `entry`: the record, for the signer. */
export async function beginRotationApart(
  deps: LedgerDeps,
  { next, both, why }: { readonly next: string; readonly both: number; readonly why: string },
): Promise<KeyRotation & { readonly entry: Uint8Array }> {
  if (!next.startsWith(`${deps.origin}+`))
    throw ledgerError('ledger.key-rotation', `the new key is not one of the log ${deps.origin}`);
  return withLedger(deps, async (ledger, reader) => {
    const prev = ledger.vkey;
    if (prev === next) throw ledgerError('ledger.key-rotation', 'the signer signs with that key already');
    const index = await ensureBegun(deps, ledger, reader, { prev, next, both, why });
    const entry = openRotation(reader)?.entry;
    if (entry === undefined) throw ledgerError('ledger.key-rotation', `record ${index} cannot be read back`);
    return { prev, next, index, entry };
  });
}

/**
 * Records the end, once the signer has stopped to sign with the old key. @throws LedgerError `ledger.key-rotation` before
 * that; the message says what the signer's owner must do.
 */
export async function finishRotationApart(deps: LedgerDeps): Promise<KeyRotation> {
  return withLedger(deps, async (ledger, reader) => {
    const open = openRotation(reader);
    if (open === undefined) throw ledgerError('ledger.key-rotation', 'the log has begun no change of its key');
    const { rot, index } = open;
    const signed = await signedByBoth(reader, rot, index);
    if (ledger.vkey !== rot.next)
      throw ledgerError(
        'ledger.key-rotation',
        `${signed} of ${rot.both} heads carry both signatures; ${
          signed < rot.both
            ? 'run the server on'
            : 'on the signer: stop it, remit signer-key retire, start it, and finish here again'
        }`,
      );
    return { prev: rot.prev, next: rot.next, index: await recordEnd(ledger, rot) };
  });
}
