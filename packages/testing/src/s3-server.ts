/**
 * An S3-compatible service, for the requests of the official SDK: PutObject with its conditions, GetObject,
 * DeleteObject, path style. Each request's signature (AWS Signature Version 4) is computed again from the secret and compared.
 */
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** The credentials that it knows. */
export const S3_DOUBLE_KEY = { accessKeyId: 'AKIDOUBLE', secretAccessKey: 'double-secret' };

/** The running server, in the thread that started it. */
export interface S3Server {
  readonly url: string;
  readonly objects: Map<string, { readonly bytes: Buffer; readonly headers: Readonly<Record<string, string>> }>;
  /** `METHOD key status` of each request, in order. */
  readonly requests: string[];
  /** What was wrong with requests: signatures, unknown operations. */
  readonly problems: string[];
  /** Answer 500 to everything until called with false. */
  fail(on: boolean): void;
  /** Ignore If-None-Match and If-Match, as a service that is no match for S3 would. */
  ignoreConditions(on: boolean): void;
  close(): Promise<void>;
}

const KEPT = ['content-type', 'cache-control'];

/** Starts it for one bucket in `region`. */
export async function startS3Server(bucket: string, region: string): Promise<S3Server> {
  const objects: S3Server['objects'] = new Map();
  const requests: string[] = [];
  const problems: string[] = [];
  let failing = false;
  let blind = false;
  const answer = (req: IncomingMessage, body: Buffer): { status: number; tag?: string; bytes?: Buffer } => {
    const url = new URL(req.url ?? '/', 'http://double');
    const wrong = signatureProblem(req, url, body, region);
    if (wrong !== undefined) {
      problems.push(wrong);
      return { status: 403 };
    }
    if (failing) return { status: 500 };
    const [, name, ...rest] = decodeURIComponent(url.pathname).split('/');
    const key = rest.join('/');
    if (name !== bucket) return { status: 404 };
    const held = objects.get(key);
    if (req.method === 'GET')
      return held === undefined ? { status: 404 } : { status: 200, tag: tagOf(held.bytes), bytes: held.bytes };
    if (req.method === 'DELETE') {
      objects.delete(key);
      return { status: 204 };
    }
    if (req.method !== 'PUT') {
      problems.push(`${req.method} is not known`);
      return { status: 501 };
    }
    const { 'if-none-match': none, 'if-match': match } = req.headers;
    if (!blind && none === '*' && held !== undefined) return { status: 412 };
    if (!blind && match !== undefined && (held === undefined || tagOf(held.bytes) !== match)) return { status: 412 };
    const headers = Object.fromEntries(KEPT.map((header) => [header, String(req.headers[header] ?? '')]));
    objects.set(key, { bytes: body, headers });
    return { status: 200, tag: tagOf(body) };
  };
  const server = createServer((req, res) => {
    void buffer(req).then((body) => {
      const { status, tag, bytes } = answer(req, body);
      const key = decodeURIComponent(new URL(req.url ?? '/', 'http://double').pathname).slice(bucket.length + 2);
      requests.push(`${req.method} ${key} ${status}`);
      res.writeHead(status, { ...(tag === undefined ? {} : { etag: tag }), 'content-length': bytes?.length ?? 0 });
      res.end(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server's address is an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    objects,
    requests,
    problems,
    fail: (on) => {
      failing = on;
    },
    ignoreConditions: (on) => {
      blind = on;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function tagOf(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

/** What is wrong with a request's signature: AWS, "Create a signed AWS API request". */
function signatureProblem(req: IncomingMessage, url: URL, body: Buffer, region: string): string | undefined {
  const given =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      req.headers.authorization ?? '',
    );
  if (given === null) return 'not signed';
  const [, id, date = '', where, names = '', signature] = given;
  if (id !== S3_DOUBLE_KEY.accessKeyId || where !== region) return `signed by ${id} for ${where}`;
  const digest = createHash('sha256').update(body).digest('hex');
  const claimed = String(req.headers['x-amz-content-sha256']);
  if (claimed !== digest && claimed !== 'UNSIGNED-PAYLOAD') return 'signed for another body';
  const headers = names
    .split(';')
    .map((header) => `${header}:${String(req.headers[header]).trim().replace(/ +/g, ' ')}\n`);
  const query = [...url.searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
  const canonical = [req.method, url.pathname, query, headers.join(''), names, claimed].join('\n');
  const scope = `${date}/${region}/s3/aws4_request`;
  const toSign = [
    'AWS4-HMAC-SHA256',
    req.headers['x-amz-date'],
    scope,
    createHash('sha256').update(canonical).digest('hex'),
  ].join('\n');
  const mac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const key = mac(mac(mac(mac(`AWS4${S3_DOUBLE_KEY.secretAccessKey}`, date), region), 's3'), 'aws4_request');
  return mac(key, toSign).toString('hex') === signature ? undefined : 'the signature does not match';
}
