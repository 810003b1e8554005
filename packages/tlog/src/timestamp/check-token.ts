/**
 * Does a token show that some bytes existed at a time, by a time-stamp authority that the reader trusts? RFC 3161 §2.3
 * and §2.4.2, each rule with a result of its own. No revocation is looked up: that needs the network.
 *
 * Trust is one pinned certificate: the TSA's own, or that of an authority which issued it, directly or over at most
 * three certificates of the token.
 */
import { equalBytes } from '@remit/core';
import type { Certificate } from './certificate.ts';
import { readCertificate } from './certificate.ts';
import { DerProblem } from './der.ts';
import { digestBy, signatureHolds } from './signature.ts';
import type { TimestampToken } from './token.ts';
import { readToken, TST_INFO } from './token.ts';

/** A certificate of the trust file. */
export interface TrustedTsa {
  readonly name: string;
  /** DER. */
  readonly certificate: Uint8Array;
}

/** What a token shows. `time`: milliseconds since the epoch; `tsa`: name in the trust file. */
export type TokenResult =
  | { readonly kind: 'ok'; readonly time: number; readonly tsa: string }
  | { readonly kind: TokenProblem; readonly says: string };

/**
 * `unreadable`: not a token, or none was granted; `altered`: signature or digest does not hold; `wrong-imprint`: for
 * other bytes; `untrusted`: by nobody of the trust file; `wrong-usage`: the certificate is not one for time-stamps;
 * `expired`: the certificate was not valid at the time of the token; `unsupported`: an algorithm not known here.
 */
export type TokenProblem =
  | 'unreadable'
  | 'altered'
  | 'wrong-imprint'
  | 'untrusted'
  | 'wrong-usage'
  | 'expired'
  | 'unsupported';

const MAX_CHAIN = 4;

/** Checks a response or token over `bytes`. Never throws for what either holds. */
export async function checkToken(
  token: Uint8Array,
  bytes: Uint8Array,
  trusted: readonly TrustedTsa[],
): Promise<TokenResult> {
  const read = readToken(token);
  if (!read.ok) return problem('unreadable', read.error);
  try {
    return await checkRead(read.value, bytes, trusted);
  } catch (error) {
    if (error instanceof DerProblem) return problem('unreadable', error.message);
    throw error;
  }
}

async function checkRead(
  token: TimestampToken,
  bytes: Uint8Array,
  trusted: readonly TrustedTsa[],
): Promise<TokenResult> {
  const pinned = trusted.map(({ name, certificate }) => ({ name, certificate: readCertificate(certificate) }));
  const signer = [...token.certificates, ...pinned.map(({ certificate }) => certificate)].find(
    ({ issuer, serial }) => equalBytes(issuer, token.signer.issuer) && equalBytes(serial, token.signer.serial),
  );
  if (signer === undefined) return problem('untrusted', "the signer's certificate is neither in the token nor trusted");
  const broken = (await signatureProblem(token, signer)) ?? (await imprintProblem(token, bytes));
  if (broken !== undefined) return broken;
  const chain = await chainTo(signer, token.certificates, pinned);
  if (chain === undefined) return problem('untrusted', 'no certificate of the trust file signed it or its signer');
  if (!signer.forTimestamps)
    return problem('wrong-usage', "the signer's certificate is not for time-stamps alone (critical extendedKeyUsage)");
  if (chain.certificates.some(({ notBefore, notAfter }) => token.time < notBefore || token.time > notAfter))
    return problem('expired', 'a certificate was not valid at the time of the token');
  return { kind: 'ok', time: token.time, tsa: chain.tsa };
}

async function signatureProblem(token: TimestampToken, signer: Certificate): Promise<TokenResult | undefined> {
  if (token.contentType !== TST_INFO) return problem('altered', 'the signed content type is another one');
  const digest = await digestBy(token.digestAlgorithm, token.info);
  if (digest === undefined) return problem('unsupported', `digest algorithm ${token.digestAlgorithm}`);
  if (!equalBytes(digest, token.messageDigest)) return problem('altered', 'the content is not the one that was signed');
  const { signature, signed, signatureAlgorithm, digestAlgorithm } = token;
  const holds = await signatureHolds({
    spki: signer.spki,
    algorithm: signatureAlgorithm,
    digest: digestAlgorithm,
    signature,
    signed,
  });
  if (holds === 'unsupported') return problem('unsupported', `signature algorithm ${signatureAlgorithm}`);
  if (!holds) return problem('altered', 'the signature does not hold');
  const named = token.signingCertificate;
  const hash = named === undefined ? undefined : await digestBy(named.algorithm, signer.raw, false);
  // Threat: another certificate with the same key. The signature covers the digest of the right one (RFC 5035 §3).
  if (named === undefined || hash === undefined || !equalBytes(hash, named.hash))
    return problem('altered', 'the signature does not name the certificate of the signer');
  return undefined;
}

async function imprintProblem(token: TimestampToken, bytes: Uint8Array): Promise<TokenResult | undefined> {
  const imprint = await digestBy(token.hashAlgorithm, bytes);
  if (imprint === undefined) return problem('unsupported', `imprint algorithm ${token.hashAlgorithm}`);
  return equalBytes(imprint, token.imprint) ? undefined : problem('wrong-imprint', 'the token is for other bytes');
}

/** From the signer to a pinned certificate. Certificates of the token may stand between. */
async function chainTo(
  signer: Certificate,
  given: readonly Certificate[],
  pinned: readonly { readonly name: string; readonly certificate: Certificate }[],
): Promise<{ tsa: string; certificates: readonly Certificate[] } | undefined> {
  const certificates = [signer];
  for (let at = signer; certificates.length <= MAX_CHAIN; ) {
    const here = pinned.find(({ certificate }) => equalBytes(certificate.raw, at.raw));
    if (here !== undefined) return { tsa: here.name, certificates };
    const issuers = [...pinned.map(({ certificate }) => certificate), ...given];
    let next: Certificate | undefined;
    for (const candidate of issuers)
      if (!certificates.includes(candidate) && (await issued(candidate, at))) next ??= candidate;
    if (next === undefined) return undefined;
    certificates.push(next);
    at = next;
  }
  return undefined;
}

async function issued(issuer: Certificate, certificate: Certificate): Promise<boolean> {
  if (!issuer.mayIssue || !equalBytes(issuer.subject, certificate.issuer)) return false;
  const { signature, tbs, signatureAlgorithm } = certificate;
  return (
    (await signatureHolds({
      spki: issuer.spki,
      algorithm: signatureAlgorithm,
      digest: '',
      signature,
      signed: tbs,
    })) === true
  );
}

function problem(kind: TokenProblem, says: string): TokenResult {
  return { kind, says };
}
