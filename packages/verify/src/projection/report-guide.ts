/** Sections of VERIFY.md on what reports carry beside the records. Only in packs that ask for it, so that others stay as they were. */
import type { PackInputs } from './pack-core.ts';

const SIGNATURE = `
## 2b. Signature of the manifest

inputs.signer is an Ed25519 verifier key (name+hex(key id)+base64(0x01 || key)). 03_manifest.dsse.json, the one file that
the manifest does not list, is a DSSE envelope {payload, payloadType, signatures}. Over
"DSSEv1 " || len(payloadType) || " " || payloadType || " " || len(payload) || " " || payload, lengths in bytes and decimal,
one signature must hold under that key; payloadType is application/vnd.in-toto+json. The payload is an in-toto statement
(_type https://in-toto.io/Statement/v1, predicateType urn:remit:evidence-pack:1) whose subject 03_manifest.json has the
SHA-256 of the manifest. No envelope: incomplete; one that does not hold, or one without inputs.signer: fail. If your
trust file names report keys ("report-key VKEY" lines, taken out before the policy is read), the signer must be one of
them. Otherwise a registry.change record "report-key.declare" with this key as chg.ref says that the log names it; if
there is none, the signature shows only that the holder of the key signed.
`;

const SAMPLE = `
## 12c. Sample

inputs.sample is {seed, n}. For each trace of 07_traces.jsonl and 07_imported_traces-*.jsonl, draw = SHA-256 of
"remit.sample/1" LF seed LF traceId (UTF-8), in hex. Each trace belongs to the first stratum that fits: out (verdict out),
fail_open (own traces whose last step is not-evaluated and whose result begins with permit), indeterminate, in. All of out
and fail_open are drawn, of the others the n smallest draws. 13_sampling.json lists them by stratum, then by draw.
`;

const CATALOGUE = `
## 12d. Requirements, renderings and variants

inputs.catalogue names a version of the law. 04_catalogue.json, 05_logging_plan.json, 09_attestations/ and
09_open_items.json follow from the records, from the files named by digest and from the catalogue of that version. The
report says FINAL only when inputs.final is true and nothing is open.

01_report.html and 01_report.pdf have the role rendered: they are made from the derived files. Their digests stand in the
manifest; nothing here makes them again. What counts is 02_report.json.

A redacted variant (00_REDACTION.json) is no pack of its own. Its key is SHA-256 over "remit.redaction-key/1" LF and, for
each withheld file of the full pack in path order, path LF length LF bytes; withheld are 12_integrity/tile/entries/,
12_integrity/disclosures.jsonl, 12_integrity/proofs/, 09_attestations/, events-* and contexts-* below 11_sources/, and
01_report.*. Every handle p_... becomes r_ and
HMAC-SHA-256 (base64url) of "handle" LF handle; in lines of 07_*.jsonl the members context, client and session become c_
and HMAC-SHA-256 of "value" LF path LF value in RFC 8785 form.
`;

/** The sections that fit the inputs of a pack. */
export function reportGuide({ signer, sample, catalogue }: PackInputs): string {
  return `${signer === undefined ? '' : SIGNATURE}${sample === undefined ? '' : SAMPLE}${catalogue === undefined ? '' : CATALOGUE}`;
}
