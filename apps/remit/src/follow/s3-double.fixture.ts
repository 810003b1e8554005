/** An S3-compatible service in this process: ListObjectsV2 in pages of two and GetObject, path style. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** See the module header. */
export interface S3Double {
  readonly url: string;
  readonly objects: Map<string, Buffer>;
  /** `GET key` of each object that was read. */
  readonly reads: string[];
  /** Whether every request was signed. */
  readonly signed: () => boolean;
  close(): Promise<void>;
}

/** Starts it for one bucket. */
export async function startS3Double(bucket: string): Promise<S3Double> {
  const objects = new Map<string, Buffer>();
  const reads: string[] = [];
  let unsigned = 0;
  const server = createServer((req, res) => {
    const url = new URL(req.url ?? '/', 'http://double');
    if (!(req.headers.authorization ?? '').startsWith('AWS4-HMAC-SHA256 ')) unsigned += 1;
    const [, name, ...rest] = decodeURIComponent(url.pathname).split('/');
    const key = rest.join('/');
    if (name !== bucket) return void res.writeHead(404).end();
    if (key !== '') {
      const bytes = objects.get(key);
      reads.push(key);
      return void res.writeHead(bytes === undefined ? 404 : 200, { 'content-length': bytes?.length ?? 0 }).end(bytes);
    }
    const keys = [...objects.keys()].filter((one) => one.startsWith(url.searchParams.get('prefix') ?? '')).sort();
    const first = Number(url.searchParams.get('continuation-token') ?? 0);
    const page = keys.slice(first, first + 2);
    const more = first + 2 < keys.length;
    const contents = page.map((one) => {
      const bytes = objects.get(one) ?? Buffer.alloc(0);
      const tag = createHash('md5').update(bytes).digest('hex');
      return `<Contents><Key>${one}</Key><ETag>&quot;${tag}&quot;</ETag><Size>${bytes.length}</Size></Contents>`;
    });
    res.writeHead(200, { 'content-type': 'application/xml' });
    res.end(
      `<?xml version="1.0"?><ListBucketResult><IsTruncated>${more}</IsTruncated>${more ? `<NextContinuationToken>${first + 2}</NextContinuationToken>` : ''}${contents.join('')}</ListBucketResult>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server's address is an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    objects,
    reads,
    signed: () => unsigned === 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
