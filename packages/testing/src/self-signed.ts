/** A self-signed certificate made on the spot, so that no test depends on a stored key or on a date. */
import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';

/** PEM texts. */
export interface SelfSigned {
  readonly certificate: string;
  readonly key: string;
}

/** Makes an ECDSA P-256 certificate for one DNS name, valid from 2020 to 2099 (RFC 5280 §4.1, DER by hand). */
export function selfSigned(name = 'localhost'): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
  const subject = sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(name)))));
  const validity = sequence(time('20200101000000Z'), time('20990101000000Z'));
  const subjectAltName = extension('551d11', sequence(der(0x82, Buffer.from(name))));
  const basicConstraints = extension('551d13', sequence(der(0x01, Buffer.from([0xff]))));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    subject,
    validity,
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(subjectAltName, basicConstraints)),
  );
  const signature = createSign('sha256').update(body).sign(privateKey);
  const whole = sequence(body, ecdsaWithSha256, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').replace(/(.{64})(?=.)/g, '$1\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function time(generalized: string): Buffer {
  // RFC 5280 §4.1.2.5: UTCTime until 2049, GeneralizedTime after.
  return Number(generalized.slice(0, 4)) < 2050
    ? der(0x17, Buffer.from(generalized.slice(2)))
    : der(0x18, Buffer.from(generalized));
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), der(0x04, value));
}
