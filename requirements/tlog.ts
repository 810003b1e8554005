/** The transparency log core, by the C2SP specifications and RFC 6962. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

export const requirements = {
  'tlog.merkle-vectors': tested(
    'RFC 9162 §2.1.3.2, §2.1.4.2; acceptance: Merkle proofs 196/196',
    'Inclusion and consistency proofs are accepted and refused as 196 independent vectors say.',
  ),
  'tlog.rfc6962-hashing': tested(
    'RFC 6962 §2.1',
    'Leaves and nodes are hashed with their prefixes; an odd node is never duplicated.',
  ),
  'tlog.proofs-sound': tested(
    'RFC 9162 §2.1',
    'A proof made here verifies; one changed bit, hash, order or index does not; sizes up to 2^53 - 1 are exact.',
  ),
  'tlog.compact-range': tested(
    'RFC 6962 §2.1; ledger reference §4',
    'A tree known by its right edge has the root of the whole tree at every size, and keeps its own bytes.',
  ),
  'tlog.note-vectors': tested('C2SP signed-note v1.0.0', 'Notes of other implementations open.'),
  'tlog.note-strict': tested(
    'C2SP signed-note v1.0.0',
    'Base64, newlines and characters are strict; 16 signatures are read and 101 refused; no text makes a parser throw.',
  ),
  'tlog.note-known-bad': tested(
    'C2SP signed-note v1.0.0, Signatures',
    'Unknown keys are ignored; a wrong signature of a known key refuses the note; no known signature is no signature.',
  ),
  'tlog.vkeys': tested(
    'C2SP signed-note v1.0.0, Verifier keys',
    'A verification key is read only with its own key id and a type that is verified here.',
  ),
  'tlog.weak-keys': tested(
    'RFC 8032 §5.1; ledger reference §7',
    'A public key of low order, under which anyone can sign, is never a log or a witness.',
  ),
  'tlog.cosignature-vectors': tested(
    'C2SP tlog-cosignature v1.0.1',
    'Cosignatures of independent witnesses verify with their time.',
  ),
  'tlog.cosignature-strict': tested(
    'C2SP tlog-cosignature v1.0.1',
    'A cosignature covers its time and the whole text, and a witness counts once, with its latest time.',
  ),
  'tlog.ed25519-vectors': tested(
    'RFC 8032; C2SP CCTV',
    'Edge-case signatures are judged as node:crypto and WebCrypto judge them.',
  ),
  'tlog.tessera': tested(
    'C2SP tlog-tiles, tlog-checkpoint; acceptance: Tessera checkpoints 16/16',
    'A whole log of another implementation verifies and is reproduced byte for byte.',
  ),
  'tlog.tiles': tested(
    'C2SP tlog-tiles v0.1.0',
    'Tile paths, widths, hash tiles and entry bundles are those of the specification; every published size can be proved.',
  ),
  'tlog.witness-transcript': tested(
    'C2SP tlog-witness v1.0.0; acceptance: torchwood transcript 9/9',
    'A witness answers published transcripts as the specification says.',
  ),
  'tlog.witness-ladder': tested(
    'C2SP tlog-witness v1.0.0, add-checkpoint',
    'Each refusal has its status in the order of the specification, and a log is cosigned only forward.',
  ),
  'tlog.witness-fork': tested(
    'C2SP tlog-witness v1.0.0; ledger reference §9 T6, §10 same-size fork',
    'A signed second root for the recorded size comes back as evidence that convicts the log.',
  ),
  'tlog.proof-format': tested(
    'C2SP tlog-proof',
    'Proof files of other implementations round trip; malformed ones are refused.',
  ),
  'tlog.policy': tested('C2SP tlog-policy', 'Policies are read strictly; a key counts once, whatever it is called.'),
  'tlog.checkpoint-format': tested('C2SP tlog-checkpoint v1.0.0', 'Checkpoint bodies are read strictly.'),
  'tlog.exports': tested('design/style.md, rule 1', 'The package offers an explicit list of names.'),
} as const satisfies Requirements;
