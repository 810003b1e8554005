/** Step "origin": one name in key, checkpoint and manifest (ledger reference §1.3). */
import type { Check } from './check.ts';
import { notReached } from './check.ts';
import { logSigner } from './checkpoint-signature.ts';

/** Is this the log it says it is: one origin in key, checkpoint and manifest? Each record's origin is checked with the records. */
export const origin: Check = {
  name: 'origin',
  doesNotProve: 'who runs the log of that name',
  protectsAgainst: 'the genuine head of another log of the same operator',
  run: ({ manifest, checkpoint, trust, opened }) => {
    if (checkpoint === undefined || manifest === undefined)
      return notReached('manifest or checkpoint could not be read');
    const says: string[] = [];
    if (checkpoint.origin !== manifest.inputs.origin)
      says.push('the checkpoint is of another origin than the manifest says');
    if (checkpoint.size !== manifest.inputs.size) says.push('the checkpoint has another size than the manifest says');
    const signer = trust === undefined || opened === undefined ? undefined : logSigner(trust, opened);
    // Decision of this log: the key is named after the origin, so a key of one log cannot vouch for another.
    if (signer !== undefined && signer !== checkpoint.origin)
      says.push(`the checkpoint is of another origin than the key that signed it (${signer})`);
    if (says.length > 0) return { status: 'fail', says };
    if (signer === undefined) return notReached('no trusted signature names the origin');
    return { status: 'ok', says: [`origin ${checkpoint.origin}`] };
  },
};
