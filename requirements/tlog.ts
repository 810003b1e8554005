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
    'A proof made here verifies; one changed bit, hash, index or size does not.',
  ),
  'tlog.note-vectors': tested(
    'C2SP signed-note v1.0.0',
    'Notes of other implementations open; mangled verification keys are refused.',
  ),
  'tlog.note-strict': tested(
    'C2SP signed-note v1.0.0',
    'A known key with a wrong signature refuses the note; base64, newlines and characters are strict.',
  ),
  'tlog.cosignature-vectors': tested(
    'C2SP tlog-cosignature v1.0.1',
    'Cosignatures of independent witnesses verify with their time.',
  ),
  'tlog.cosignature-strict': tested(
    'C2SP tlog-cosignature v1.0.1',
    'A cosignature covers its timestamp and counts once.',
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
    'Tile paths, widths, hash tiles and entry bundles are those of the specification.',
  ),
  'tlog.witness-transcript': tested(
    'C2SP tlog-witness v1.0.0; acceptance: torchwood transcript 9/9',
    'A witness answers the published transcript, and never cosigns a rollback or a fork.',
  ),
  'tlog.proof-format': tested(
    'C2SP tlog-proof',
    'Proof files of other implementations round trip; malformed ones are refused.',
  ),
  'tlog.policy': tested('C2SP tlog-policy', 'Policies are read strictly; a key counts once, whatever it is called.'),
  'tlog.checkpoint-format': tested('C2SP tlog-checkpoint v1.0.0', 'Checkpoint bodies are read strictly.'),
} as const satisfies Requirements;
