/**
 * Bedrock Runtime as far as a test needs it: checks the signature of each request by a reading of the specification of its
 * own, and answers with bytes or with frames that it encodes itself. No code of the gateway and of its libraries is used.
 */
import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';

/** Credentials that the double knows. */
export const AWS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG', sessionToken: 'session/+=' };
export const REGION = 'eu-central-1';

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
/** RFC 3986 percent-encoding of a path segment. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** What is wrong with the signature of a request; undefined when nothing is (AWS Signature Version 4, "Create a signed request"). */
export function signatureProblem(
  req: IncomingMessage,
  body: Buffer,
  secret: string,
  region: string,
): string | undefined {
  const header = (name: string): string =>
    String(req.headers[name] ?? '')
      .trim()
      .replace(/ +/g, ' ');
  const [, id, scope = '', signed = '', signature] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      header('authorization'),
    ) ?? [];
  const date = header('x-amz-date');
  if (signature === undefined) return 'no signature';
  if (id !== AWS.accessKeyId) return `key ${id}`;
  if (scope !== `${date.slice(0, 8)}/${region}/bedrock/aws4_request`) return `scope ${scope}`;
  const names = signed.split(';');
  for (const name of ['host', 'x-amz-date', 'x-amz-security-token', 'content-type'])
    if (!names.includes(name)) return `${name} is not signed`;
  if (header('x-amz-security-token') !== AWS.sessionToken) return 'session token';
  const [path = '', query = ''] = (req.url ?? '').split('?');
  const canonical = [
    req.method,
    // Every service but S3 encodes each segment of the path as sent once more.
    path.split('/').map(encoded).join('/'),
    query,
    ...names.map((name) => `${name}:${header(name)}`),
    '',
    signed,
    sha256(body),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>((held, part) => hmac(held, part), `AWS4${secret}`);
  return hmac(key, toSign).toString('hex') === signature ? undefined : 'another signature';
}

/** One frame of `application/vnd.amazon.eventstream`: prelude and its checksum, headers, payload, checksum. */
export function frame(headers: Readonly<Record<string, string>>, payload: string): Buffer {
  const fields = Object.entries(headers).map(([name, value]) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(Buffer.byteLength(value));
    return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from([7]), length, Buffer.from(value)]);
  });
  const head = Buffer.concat(fields);
  const body = Buffer.from(payload);
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(16 + head.length + body.length, 0);
  prelude.writeUInt32BE(head.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const message = Buffer.concat([prelude, head, body]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(message));
  return Buffer.concat([message, checksum]);
}

/** A frame that holds an event of the model's own API. */
export function chunk(event: object): Buffer {
  const bytes = Buffer.from(JSON.stringify(event)).toString('base64');
  return frame(
    { ':event-type': 'chunk', ':content-type': 'application/json', ':message-type': 'event' },
    JSON.stringify({ bytes, p: 'abcd' }),
  );
}

/** A frame that ends the answer with an exception. */
export function exception(type: string, message: string): Buffer {
  return frame(
    { ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' },
    JSON.stringify({ message }),
  );
}

/** What to answer; `cut`: the socket is destroyed after the body. */
export interface BedrockAnswer {
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly cut?: boolean;
}

export interface BedrockDouble {
  readonly url: string;
  next(answer: BedrockAnswer): void;
  readonly seen: readonly {
    readonly path: string;
    readonly body: Buffer;
    readonly headers: IncomingMessage['headers'];
  }[];
  /** What was wrong with signatures, of all requests. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

/** Starts one on a free port of this machine. */
export async function startBedrockDouble(): Promise<BedrockDouble> {
  const seen: { path: string; body: Buffer; headers: IncomingMessage['headers'] }[] = [];
  const problems: string[] = [];
  let answer: BedrockAnswer = { headers: {}, body: Buffer.alloc(0) };
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (part: Buffer) => chunks.push(part));
    req.on('end', () => {
      const body = Buffer.concat(chunks);
      seen.push({ path: req.url ?? '', body, headers: req.headers });
      const problem = signatureProblem(req, body, AWS.secretAccessKey, REGION);
      if (problem !== undefined) problems.push(problem);
      const forbidden = { status: 403, headers: {}, body: Buffer.from('{"message":"The signature does not match."}') };
      const { status = 200, headers, body: bytes, cut }: BedrockAnswer = problem === undefined ? answer : forbidden;
      res.writeHead(status, headers);
      if (cut === true) res.write(bytes, () => res.destroy());
      else res.end(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a listening TCP server has one
  return {
    url: `http://127.0.0.1:${port}`,
    next(given) {
      answer = given;
    },
    seen,
    problems,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
