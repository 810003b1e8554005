/** AWS Signature Version 4 over a request as it is sent: the last thing that happens to it. */
import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { RequestSigner } from '../../routing/accounts.ts';

/** Keys of an AWS identity. `sessionToken`: of temporary ones. */
interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

type Data = string | ArrayBuffer | ArrayBufferView;

/** SHA-256, or its HMAC, in the form that the library takes. */
class Sha256 {
  readonly #hash;
  constructor(secret?: Data) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(data: Data): void {
    this.#hash.update(bytesOf(data));
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
  reset(): never {
    throw new Error('a signature uses each hash once');
  }
}

function bytesOf(data: Data): Buffer {
  if (typeof data === 'string') return Buffer.from(data, 'utf8');
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}

/** Signs for Bedrock in one region. `now`: milliseconds since the epoch. */
export function createBedrockSigner(deps: {
  readonly credentials: AwsCredentials;
  readonly region: string;
  readonly now: () => number;
}): RequestSigner {
  const signer = new SignatureV4({
    service: 'bedrock',
    region: deps.region,
    credentials: { ...deps.credentials },
    sha256: Sha256,
  });
  return async ({ origin, path, headers, body }) => {
    const { protocol, host, hostname } = new URL(origin);
    const signed = await signer.sign(
      { method: 'POST', protocol, hostname, path, query: {}, headers: { ...headers, host }, body },
      { signingDate: new Date(deps.now()) },
    );
    return signed.headers;
  };
}
