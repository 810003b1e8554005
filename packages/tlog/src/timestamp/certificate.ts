/** What is needed of an X.509 certificate (RFC 5280 §4.1): names, validity, key, and the extensions that limit its use. */
import type { Der } from './der.ts';
import { contentOf, DerProblem, inside, oidOf, readDer, Tag, timeOf } from './der.ts';

/** A certificate. `raw`: its DER. `issuer` and `subject`: DER of the names; `serial`: content of the number. */
export interface Certificate {
  readonly raw: Uint8Array;
  /** The signed part. */
  readonly tbs: Uint8Array;
  readonly serial: Uint8Array;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** Milliseconds since the epoch, both included. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  readonly signatureAlgorithm: string;
  readonly signature: Uint8Array;
  /** True when it may issue certificates: basicConstraints cA, and keyCertSign where keyUsage stands. */
  readonly mayIssue: boolean;
  /** True when extendedKeyUsage is critical and names time stamping and nothing else (RFC 3161 §2.3). */
  readonly forTimestamps: boolean;
}

const EXTENSIONS = 0xa3;
const VERSION = 0xa0;
const KEY_CERT_SIGN = 0x04;
const oids = {
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  timeStamping: '1.3.6.1.5.5.7.3.8',
} as const;

/** Reads one certificate. Throws DerProblem. */
export function readCertificate(bytes: Uint8Array): Certificate {
  const whole = readDer(bytes);
  const [tbs, algorithm, signature] = inside(whole, Tag.Sequence);
  const fields = inside(tbs, Tag.Sequence);
  const body = fields[0]?.tag === VERSION ? fields.slice(1) : fields;
  const [serial, , issuer, validity, subject, spki, ...rest] = body;
  const [from, to] = inside(validity, Tag.Sequence);
  const extensions = extensionsOf(rest.find((field) => field.tag === EXTENSIONS));
  contentOf(spki, Tag.Sequence);
  return {
    raw: whole.raw,
    tbs: tbs?.raw ?? new Uint8Array(),
    serial: contentOf(serial, Tag.Integer),
    issuer: named(issuer),
    subject: named(subject),
    notBefore: timeOf(from),
    notAfter: timeOf(to),
    spki: spki?.raw ?? new Uint8Array(),
    signatureAlgorithm: oidOf(inside(algorithm, Tag.Sequence)[0]),
    signature: bitsOf(signature),
    mayIssue: mayIssue(extensions),
    forTimestamps: forTimestamps(extensions),
  };
}

/** True when the bytes are one certificate in DER that can be read. */
export function isCertificate(bytes: Uint8Array): boolean {
  try {
    readCertificate(bytes);
    return true;
  } catch (error) {
    if (error instanceof DerProblem) return false;
    throw error;
  }
}

interface Extension {
  readonly critical: boolean;
  readonly value: Uint8Array;
}

function extensionsOf(field: Der | undefined): ReadonlyMap<string, Extension> {
  const found = new Map<string, Extension>();
  if (field === undefined) return found;
  for (const extension of inside(inside(field, EXTENSIONS)[0], Tag.Sequence)) {
    const parts = inside(extension, Tag.Sequence);
    const id = oidOf(parts[0]);
    if (found.has(id)) throw new DerProblem('an extension stands twice');
    const flag = parts.length === 3 ? contentOf(parts[1], Tag.Boolean)[0] : 0;
    found.set(id, { critical: flag === 0xff, value: contentOf(parts.at(-1), Tag.OctetString) });
  }
  return found;
}

function mayIssue(extensions: ReadonlyMap<string, Extension>): boolean {
  const constraints = extensions.get(oids.basicConstraints);
  if (constraints === undefined) return false;
  const [authority] = inside(readDer(constraints.value), Tag.Sequence);
  if (authority?.tag !== Tag.Boolean || authority.content[0] !== 0xff) return false;
  const usage = extensions.get(oids.keyUsage);
  if (usage === undefined) return true;
  // Named bits from the left: keyCertSign is bit 5 (RFC 5280 §4.2.1.3). The first byte counts unused bits.
  return ((contentOf(readDer(usage.value), Tag.BitString)[1] ?? 0) & KEY_CERT_SIGN) !== 0;
}

function forTimestamps(extensions: ReadonlyMap<string, Extension>): boolean {
  const usage = extensions.get(oids.extendedKeyUsage);
  if (usage?.critical !== true) return false;
  const purposes = inside(readDer(usage.value), Tag.Sequence).map(oidOf);
  return purposes.length === 1 && purposes[0] === oids.timeStamping;
}

function named(element: Der | undefined): Uint8Array {
  contentOf(element, Tag.Sequence);
  return element?.raw ?? new Uint8Array();
}

/** The bytes of a bit string without unused bits. */
function bitsOf(element: Der | undefined): Uint8Array {
  const content = contentOf(element, Tag.BitString);
  if (content[0] !== 0) throw new DerProblem('a signature of broken bytes');
  return content.subarray(1);
}
