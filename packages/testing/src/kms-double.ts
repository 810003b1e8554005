/**
 * Doubles of two key services, which hold the requests of the real SDKs to what the services document: AWS KMS (JSON 1.1,
 * TrentService) and Google Cloud KMS v1 (REST). For tests only.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
}

/** A running double. `seed`: the key that it holds. */
export interface KmsDouble {
  readonly endpoint: string;
  readonly seen: SeenRequest[];
  readonly credentialsFile: string;
  /** What is answered instead of the truth, by operation. */
  readonly lies: Map<string, (answer: Record<string, unknown>) => unknown>;
  close(): Promise<void>;
}

/** The key that both doubles hold. */
const DOUBLE_KEY = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 5)]),
  format: 'der',
  type: 'pkcs8',
});

/** AWS KMS. Answers GetPublicKey and Sign of one key. */
export function startAwsDouble(keyId: string): Promise<KmsDouble> {
  const credentials = JSON.stringify({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' });
  return start(credentials, (request) => {
    const operation = /^TrentService\.(\w+)$/.exec(String(request.headers['x-amz-target']))?.[1] ?? '';
    const signed = /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/kms\/aws4_request, SignedHeaders=/;
    if (!signed.test(String(request.headers.authorization))) return [403, { __type: 'IncompleteSignature' }, operation];
    if (request.body['KeyId'] !== keyId) return [400, { __type: 'NotFoundException' }, operation];
    if (operation === 'GetPublicKey') {
      const spki = createPublicKey(DOUBLE_KEY).export({ format: 'der', type: 'spki' }).toString('base64');
      return [200, { KeyId: keyId, KeySpec: 'ECC_NIST_EDWARDS25519', PublicKey: spki }, operation];
    }
    const { Message, MessageType, SigningAlgorithm } = request.body;
    if (operation !== 'Sign' || MessageType !== 'RAW' || SigningAlgorithm !== 'ED25519_SHA_512')
      return [400, { __type: 'ValidationException' }, operation];
    const signature = sign(null, Buffer.from(String(Message), 'base64'), DOUBLE_KEY).toString('base64');
    return [200, { KeyId: keyId, Signature: signature, SigningAlgorithm }, operation];
  });
}

/** Google Cloud KMS. Answers publicKey and asymmetricSign of one key version. `crc32c`: the checksum that it documents. */
export function startGcpDouble(name: string, crc32c: (bytes: Uint8Array) => number): Promise<KmsDouble> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const account = {
    type: 'service_account',
    project_id: 'p',
    private_key_id: 'k',
    private_key: privateKey.export({ format: 'pem', type: 'pkcs8' }),
    client_email: 'signer@p.iam.gserviceaccount.com',
    client_id: '1',
    token_uri: 'http://127.0.0.1:9/token',
  };
  return start(JSON.stringify(account), (request) => {
    const operation = request.path.endsWith(':asymmetricSign') ? 'asymmetricSign' : 'publicKey';
    if (!/^Bearer \S+\.\S+\.\S+$/.test(String(request.headers.authorization)))
      return [401, { error: { code: 401, message: 'no token', status: 'UNAUTHENTICATED' } }, operation];
    if (operation === 'publicKey' && request.method === 'GET' && request.path === `/v1/${name}/publicKey`) {
      const pem = createPublicKey(DOUBLE_KEY).export({ format: 'pem', type: 'spki' }).toString();
      const answer = { pem, algorithm: 'EC_SIGN_ED25519', pemCrc32c: String(crc32c(Buffer.from(pem))), name };
      return [200, { ...answer, protectionLevel: 'HSM' }, operation];
    }
    const data = Buffer.from(String(request.body['data']), 'base64');
    const right = request.method === 'POST' && request.path === `/v1/${name}:asymmetricSign`;
    if (!right || String(request.body['dataCrc32c']) !== String(crc32c(data)))
      return [404, { error: { code: 404, message: 'no such thing', status: 'NOT_FOUND' } }, operation];
    const signature = sign(null, data, DOUBLE_KEY);
    const sums = { signatureCrc32c: String(crc32c(signature)), verifiedDataCrc32c: true };
    return [200, { signature: signature.toString('base64'), ...sums, name, protectionLevel: 'HSM' }, operation];
  });
}

type Answer = readonly [status: number, body: Record<string, unknown>, operation: string];

async function start(credentials: string, answer: (request: SeenRequest) => Answer): Promise<KmsDouble> {
  const dir = mkdtempSync(join(tmpdir(), 'remit-kms-'));
  const credentialsFile = join(dir, 'credentials.json');
  writeFileSync(credentialsFile, credentials, { mode: 0o600 });
  const seen: SeenRequest[] = [];
  const lies: KmsDouble['lies'] = new Map();
  const server: Server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const path = decodeURIComponent((req.url ?? '/').split('?')[0] ?? '/');
      // What an SDK sends is a JSON object; a member that is missing fails the comparison that reads it.
      const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
      const request = { method: req.method ?? '', path, headers: req.headers, body };
      seen.push(request);
      const [status, honest, operation] = answer(request);
      const told = status === 200 ? (lies.get(operation)?.(honest) ?? honest) : honest;
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(told));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A listening TCP server has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    seen,
    lies,
    credentialsFile,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
