/** Step "dsse": the signature over the manifest (compliance reference §12, §13). Valid, unsigned, or wrong. */
import { sha256, toHex } from '@remit/core';
import { parseVkey } from '@remit/tlog';
import { IN_TOTO_TYPE, preAuthEncoding, readEnvelope, subjectDigest } from '../dsse.ts';
import { printable } from '../pack/pack-path.ts';
import { recordsOf } from '../projection/log-view.ts';
import { paths } from '../projection/pack-core.ts';
import type { Check, StepOutcome, VerifyState } from './check.ts';
import { notReached } from './check.ts';

/** Did the key that the manifest names sign exactly this manifest, and does anyone but the pack name that key? */
export const dsse: Check = {
  name: 'dsse',
  doesNotProve: 'that a person read the pack: the key signs for the installation that made it',
  protectsAgainst: 'a pack that was put together by somebody else from the same log',
  run: async (state) => {
    const { source, manifest } = state;
    const bytes = source.files.get(paths.manifest);
    if (manifest === undefined || bytes === undefined) return notReached('the manifest could not be read');
    const envelope = source.files.get(paths.signature);
    const { signer } = manifest.inputs;
    if (signer === undefined)
      return envelope === undefined
        ? { status: 'not-applicable', says: ['unsigned: the log is signed, this manifest is not'] }
        : wrong('there is a signature, and the manifest names no signer');
    if (envelope === undefined)
      return {
        status: 'incomplete',
        says: [`the manifest names ${printable(signer)} as its signer, and ${paths.signature} is missing`],
      };
    const problem = await signatureProblem(envelope, signer, toHex(sha256(bytes)));
    return problem === undefined ? known(signer, state) : wrong(problem);
  },
};

function wrong(what: string): StepOutcome {
  return { status: 'fail', says: [`wrong: ${what}`] };
}

async function signatureProblem(bytes: Uint8Array, signer: string, digest: string): Promise<string | undefined> {
  const envelope = readEnvelope(bytes);
  if (!envelope.ok) return envelope.error;
  const { payloadType, payload, signatures } = envelope.value;
  if (payloadType !== IN_TOTO_TYPE) return `the payload is of another type than ${IN_TOTO_TYPE}`;
  const key = parseVkey(signer);
  const message = preAuthEncoding(payloadType, payload);
  for (const { sig } of signatures) {
    if ((await key?.verify(message, sig)) !== true) continue;
    return subjectDigest(payload, paths.manifest) === digest ? undefined : 'what was signed is another manifest';
  }
  return 'no signature is by the key that the manifest names';
}

function known(signer: string, { trust, study }: VerifyState): StepOutcome {
  const keys = trust?.reportKeys ?? [];
  const by = `valid: signed by ${printable(signer)}`;
  if (keys.length > 0 && !keys.includes(signer))
    return wrong(`signed by ${printable(signer)}, which is no report key of the trust file`);
  if (keys.length > 0) return { status: 'ok', says: [by, 'the trust file names this key'] };
  const named =
    study === undefined
      ? undefined
      : recordsOf(study.view, 'registry.change').find(
          ({ record }) => record.chg.what === 'report-key.declare' && record.chg.ref === signer,
        );
  return {
    status: 'ok',
    says: [
      by,
      named === undefined
        ? 'neither the trust file nor the log names this key: it shows only that its holder signed'
        : `record ${named.index} of the log names this key`,
    ],
  };
}
