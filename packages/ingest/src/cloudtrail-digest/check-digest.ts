/** One digest by itself and by what the digest after it says of it (log schemas reference §3.7, steps 1 to 7). */
import { rfc3339Ms } from '../sources/mapping/times.ts';
import type { DigestBody, PreviousDigest } from './digest-body.ts';
import type { Candidate } from './digest-chains.ts';
import type { DigestFinding, ObjectPlace } from './digest-report.ts';
import type { PublicKeys } from './public-keys.ts';
import { checkSignature } from './signature.ts';

/** What the next digest says of this one, and whether the next one is shown to be what AWS wrote. */
export interface Link {
  readonly said: PreviousDigest;
  readonly trusted: boolean;
}

/** The finding, and the body when what it says may be followed: it is valid, or nothing speaks against it. */
export interface CheckedDigest {
  readonly finding: DigestFinding;
  readonly body?: DigestBody;
}

/** Checks one digest. */
export function checkDigest(candidate: Candidate, keys: PublicKeys, link?: Link): CheckedDigest {
  const { body } = candidate;
  if (!body.ok) return invalid(candidate, body.error);
  const digest = body.value;
  const notes = placeNotes(candidate, digest);
  if (typeof notes === 'string') return invalid(candidate, notes);
  const { metadata } = candidate.stored;
  const own = metadata?.signature?.toLowerCase();
  if (metadata?.signatureAlgorithm !== undefined && metadata.signatureAlgorithm !== 'SHA256withRSA')
    return invalid(candidate, 'algorithm_unknown');
  const signedAt = candidate.name?.backfill === true ? rfc3339Ms(metadata?.backfillGenerationTimestamp) : undefined;
  if (candidate.name?.backfill === true && signedAt === undefined) return invalid(candidate, 'backfill_time_missing');
  // A signature proves itself, whoever hands it over: that of the metadata or that of the next digest.
  const signature = own ?? link?.said.signature;
  if (signature === undefined) return found(candidate, 'Unanchored', ['no_signature', ...notes], digest);
  const wrong = checkSignature(digest, signature, keys, signedAt);
  if (wrong !== undefined) return invalid(candidate, wrong);
  if (link?.trusted === true && link.said.sha256 !== digest.sha256) return invalid(candidate, 'link_hash_differs');
  if (link?.trusted === true && link.said.signature !== signature) return invalid(candidate, 'link_signature_differs');
  if (own === undefined) notes.push('signature_of_next_digest');
  if (candidate.name?.backfill === true) return found(candidate, 'Backfill', ['own_bytes_only', ...notes], digest);
  return found(candidate, 'Valid', notes, digest);
}

// The signed place must be where the digest was found. Otherwise an old digest could stand in for another hour.
function placeNotes(candidate: Candidate, digest: DigestBody): string[] | 'moved' {
  const { places, declared } = candidate.stored;
  const at = places.find(({ bucket, key }) => key === digest.key && (bucket === undefined || bucket === digest.bucket));
  if (at === undefined) return 'moved';
  return [...(declared ? ['location_declared'] : []), ...(at.bucket === undefined ? ['bucket_not_checked'] : [])];
}

function found(
  candidate: Candidate,
  result: DigestFinding['result'],
  reasons: readonly string[],
  body: DigestBody,
): CheckedDigest {
  return { finding: { what: 'digest', result, place: placeOf(candidate), reasons }, body };
}

function invalid(candidate: Candidate, reason: string): CheckedDigest {
  return { finding: { what: 'digest', result: 'Invalid', place: placeOf(candidate), reasons: [reason] } };
}

// Where it was found: a digest that was moved names the place of another.
function placeOf({ body, stored }: Candidate): ObjectPlace {
  const named = body.ok ? stored.places.find(({ key }) => key === body.value.key) : undefined;
  if (named === undefined || !body.ok) return stored.places[0] ?? { key: '' };
  return { bucket: named.bucket ?? body.value.bucket, key: named.key };
}
