export type { Checkpoint, ParsedCheckpoint } from './checkpoint.ts';
export { formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
export type { CompactRange, CompactRangeState } from './compact-range.ts';
export { createCompactRange, rootOfEntries } from './compact-range.ts';
export { decodeEntryBundle, encodeEntryBundle, MAX_ENTRY_LENGTH } from './entry-bundle.ts';
export type { TlogError, TlogErrorCode } from './errors.ts';
export { tlogErrors } from './errors.ts';
export { emptyRoot, HASH_BYTES, leafHash, nodeHash } from './hash.ts';
export type { ParsedVkey } from './keys.ts';
export { cosigner, ED25519_TYPE, ed25519KeySigner, ed25519Signer, formatVkey, parseVkey } from './keys.ts';
export type { Note, NoteSignature, NoteSigner, NoteVerifier, OpenedNote, VerifiedSignature } from './note.ts';
export {
  addSignatureLines,
  COSIGNATURE_TYPE,
  isKeyName,
  openNote,
  parseNote,
  signatureLine,
  signNote,
} from './note.ts';
export type { PolicyGroup, PolicyResult, PolicyWitness, TlogPolicy } from './policy.ts';
export { parsePolicy, policyMet } from './policy.ts';
export type { ConsistencyClaim, InclusionClaim } from './proof.ts';
export { verifyConsistency, verifyInclusion } from './proof.ts';
export type { HashReader } from './prove.ts';
export { consistencyProof, hashReaderFromLeaves, inclusionProof, treeRoot } from './prove.ts';
export type { TileRef } from './tiles.ts';
export {
  encodeHashTile,
  hashReaderFromTiles,
  parseTilePath,
  TILE_WIDTH,
  tilePath,
  tilesForGrowth,
  tilesOfTree,
} from './tiles.ts';
export { isCertificate } from './timestamp/certificate.ts';
export type { TokenProblem, TokenResult, TrustedTsa } from './timestamp/check-token.ts';
export { checkToken } from './timestamp/check-token.ts';
export { timestampQuery } from './timestamp/query.ts';
export type { TimestampToken } from './timestamp/token.ts';
export { MAX_TOKEN_BYTES, readToken } from './timestamp/token.ts';
export type { TlogProof } from './tlog-proof.ts';
export { formatTlogProof, parseTlogProof } from './tlog-proof.ts';
export type { WitnessAnswer, WitnessedLog, WitnessInput, WitnessState } from './witness.ts';
export { MAX_ADD_CHECKPOINT_BYTES, witnessDecide } from './witness.ts';
export type { AddCheckpoint } from './witness-message.ts';
export { formatAddCheckpoint, parseAddCheckpoint } from './witness-message.ts';
