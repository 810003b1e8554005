/** 03_manifest.dsse.json: an in-toto statement over the manifest in a DSSE envelope (compliance reference §12, §13). */
import { canonicalize, sha256, toBase64, toHex, utf8 } from '@remit/core';
import type { NoteSigner } from '@remit/tlog';
import { ed25519Signer } from '@remit/tlog';
import type { AssembledPack } from '@remit/verify';
import { IN_TOTO_TYPE, PACK_PREDICATE, preAuthEncoding, STATEMENT_TYPE } from '@remit/verify';

/** The key that signs packs. `vkey`: its verifier key, which stands in the manifest's inputs. */
export type ReportSigner = NoteSigner & { readonly vkey: string };

/** A signer from a seed of 32 bytes. `name` has no spaces and no plus signs. */
export function reportSignerOf(name: string, seed: Uint8Array): ReportSigner {
  return ed25519Signer(name, seed);
}

/** Path of the envelope in a pack. It is not in the manifest, which it signs. */
export const SIGNATURE_PATH = '03_manifest.dsse.json';

/** The envelope, as bytes. Ed25519 is deterministic: the same manifest and key give the same bytes. */
export async function signManifest({ files, manifest }: AssembledPack, signer: ReportSigner): Promise<Uint8Array> {
  const bytes = files.get('03_manifest.json') ?? new Uint8Array();
  const payload = utf8(
    canonicalize({
      _type: STATEMENT_TYPE,
      subject: [{ name: '03_manifest.json', digest: { sha256: toHex(sha256(bytes)) } }],
      predicateType: PACK_PREDICATE,
      predicate: { packId: manifest.packId, madeAt: manifest.inputs.now, signer: signer.vkey },
    }),
  );
  const sig = await signer.sign(preAuthEncoding(IN_TOTO_TYPE, payload));
  const envelope = {
    payload: toBase64(payload),
    payloadType: IN_TOTO_TYPE,
    // Name and key id: the first two parts of the verifier key.
    signatures: [{ keyid: signer.vkey.split('+').slice(0, 2).join('+'), sig: toBase64(sig) }],
  };
  return utf8(`${JSON.stringify(envelope, null, 2)}\n`);
}
