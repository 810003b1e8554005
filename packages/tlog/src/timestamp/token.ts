/**
 * Reads a time-stamp response or token (RFC 3161 §2.4.2; CMS SignedData, RFC 5652 §5): exactly one signer, one imprint.
 * Reads only; what holds is for check-token.ts.
 */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { Certificate } from './certificate.ts';
import { readCertificate } from './certificate.ts';
import type { Der } from './der.ts';
import { contentOf, DerProblem, inside, oidOf, readDer, Tag, timeOf } from './der.ts';

/** A token, taken apart. */
export interface TimestampToken {
  /** TSTInfo as it was signed. */
  readonly info: Uint8Array;
  readonly hashAlgorithm: string;
  readonly imprint: Uint8Array;
  /** Content of the nonce's number; undefined when there is none. */
  readonly nonce: Uint8Array | undefined;
  /** genTime, milliseconds since the epoch. */
  readonly time: number;
  readonly certificates: readonly Certificate[];
  /** Issuer and serial number of the signer's certificate. */
  readonly signer: { readonly issuer: Uint8Array; readonly serial: Uint8Array };
  readonly digestAlgorithm: string;
  readonly signatureAlgorithm: string;
  readonly signature: Uint8Array;
  /** What the signature is over: the attributes as a SET (RFC 5652 §5.4). */
  readonly signed: Uint8Array;
  readonly contentType: string;
  readonly messageDigest: Uint8Array;
  /** Hashes of the signer's certificate in signingCertificate(V2) (RFC 5816, RFC 5035), with their algorithm. */
  readonly signingCertificate: { readonly algorithm: string; readonly hash: Uint8Array } | undefined;
}

const IMPLICIT_0 = 0xa0;
const oids = {
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
} as const;

/** Content type of a token's content. */
export const TST_INFO = '1.2.840.113549.1.9.16.1.4';

/** Largest token that is read: a response with its chain has a few kilobytes. */
export const MAX_TOKEN_BYTES = 65_536;

/** A token, from a response or alone. The error says what is wrong, or that the TSA granted nothing. */
export function readToken(bytes: Uint8Array): Result<TimestampToken, string> {
  if (bytes.length > MAX_TOKEN_BYTES) return err(`longer than ${MAX_TOKEN_BYTES} bytes`);
  try {
    const top = inside(readDer(bytes), Tag.Sequence);
    // TimeStampResp starts with a status, ContentInfo with an object identifier.
    if (top[0]?.tag !== Tag.Sequence) return ok(fromContentInfo(top));
    const status = contentOf(inside(top[0], Tag.Sequence)[0], Tag.Integer);
    // PKIStatus: 0 granted, 1 granted with modifications.
    if (status.length !== 1 || (status[0] ?? 2) > 1)
      return err(`the TSA did not grant it (status ${status[0] ?? '?'})`);
    return ok(fromContentInfo(inside(top[1], Tag.Sequence)));
  } catch (error) {
    if (error instanceof DerProblem) return err(error.message);
    throw error;
  }
}

function fromContentInfo([type, content]: readonly Der[]): TimestampToken {
  if (oidOf(type) !== oids.signedData) throw new DerProblem('not signed data');
  const [, , encapsulated, ...rest] = inside(inside(content, IMPLICIT_0)[0], Tag.Sequence);
  const [infoType, wrapped] = inside(encapsulated, Tag.Sequence);
  if (oidOf(infoType) !== TST_INFO) throw new DerProblem('the content is not a time-stamp');
  const info = contentOf(inside(wrapped, IMPLICIT_0)[0], Tag.OctetString);
  const certificates = rest.filter((part) => part.tag === IMPLICIT_0).flatMap((part) => inside(part, IMPLICIT_0));
  const signers = inside(rest.at(-1), Tag.Set);
  if (signers.length !== 1) throw new DerProblem(`${signers.length} signers where one must stand`);
  return {
    info,
    ...readInfo(info),
    // Other kinds of certificates ([0] to [3]) are passed over.
    certificates: certificates.filter(({ tag }) => tag === Tag.Sequence).map(({ raw }) => readCertificate(raw)),
    ...readSigner(inside(signers[0], Tag.Sequence)),
  };
}

function readInfo(bytes: Uint8Array): Pick<TimestampToken, 'hashAlgorithm' | 'imprint' | 'time' | 'nonce'> {
  const [version, , imprint, , time, ...optional] = inside(readDer(bytes), Tag.Sequence);
  if (contentOf(version, Tag.Integer)[0] !== 1) throw new DerProblem('a time-stamp of another version');
  const [algorithm, hash] = inside(imprint, Tag.Sequence);
  return {
    hashAlgorithm: oidOf(inside(algorithm, Tag.Sequence)[0]),
    imprint: contentOf(hash, Tag.OctetString),
    time: timeOf(time),
    // After accuracy (a sequence) and ordering (a boolean) the only plain number.
    nonce: optional.find(({ tag }) => tag === Tag.Integer)?.content,
  };
}

type SignerPart = Omit<TimestampToken, 'info' | 'hashAlgorithm' | 'imprint' | 'time' | 'nonce' | 'certificates'>;

function readSigner([, sid, digest, attributes, algorithm, signature]: readonly Der[]): SignerPart {
  const [issuer, serial] = inside(sid, Tag.Sequence);
  const values = attributesOf(attributes);
  const signed = Uint8Array.from(attributes?.raw ?? []);
  signed[0] = Tag.Set;
  return {
    signer: { issuer: issuer?.raw ?? new Uint8Array(), serial: contentOf(serial, Tag.Integer) },
    digestAlgorithm: oidOf(inside(digest, Tag.Sequence)[0]),
    signatureAlgorithm: oidOf(inside(algorithm, Tag.Sequence)[0]),
    signature: contentOf(signature, Tag.OctetString),
    signed,
    contentType: oidOf(values.get(oids.contentType)),
    messageDigest: contentOf(values.get(oids.messageDigest), Tag.OctetString),
    signingCertificate: signingCertificate(values),
  };
}

function attributesOf(element: Der | undefined): ReadonlyMap<string, Der> {
  const values = new Map<string, Der>();
  for (const attribute of inside(element, IMPLICIT_0)) {
    const [type, set] = inside(attribute, Tag.Sequence);
    const id = oidOf(type);
    const [value] = inside(set, Tag.Set);
    if (values.has(id) || value === undefined) throw new DerProblem('an attribute twice or without a value');
    values.set(id, value);
  }
  return values;
}

function signingCertificate(values: ReadonlyMap<string, Der>): TimestampToken['signingCertificate'] {
  const second = values.get(oids.signingCertificateV2);
  const first = values.get(oids.signingCertificate);
  const attribute = second ?? first;
  if (attribute === undefined) return undefined;
  const [ids] = inside(attribute, Tag.Sequence);
  const parts = inside(inside(ids, Tag.Sequence)[0], Tag.Sequence);
  const named = second !== undefined && parts[0]?.tag === Tag.Sequence;
  const algorithm = named ? oidOf(inside(parts[0], Tag.Sequence)[0]) : second === undefined ? oids.sha1 : oids.sha256;
  return { algorithm, hash: contentOf(named ? parts[1] : parts[0], Tag.OctetString) };
}
