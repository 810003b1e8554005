/**
 * Stands in for AWS towards the AWS CLI: a proxy on this machine that answers for CloudTrail and S3 itself, with certificates
 * made on the spot. Nothing leaves the machine. A proxy, because older clients take no other address for S3.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import type { MadeTrail } from '@remit/testing';
import { selfSigned } from '@remit/testing';

const HOSTS = [
  'cloudtrail.us-east-1.amazonaws.com',
  ...['s3.amazonaws.com', 's3.us-east-1.amazonaws.com'].flatMap((host) => [host, `made-trail-bucket.${host}`]),
];
const NS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

/** The double, and the environment in which a client reaches it and nothing else. */
export interface AwsDouble {
  readonly env: Readonly<Record<string, string>>;
  /** Answers from this trail from now on. */
  serve(trail: MadeTrail): void;
  close(): Promise<void>;
}

export async function startAwsDouble(): Promise<AwsDouble> {
  const dir = mkdtempSync(join(tmpdir(), 'aws-double-'));
  const certificates = new Map(HOSTS.map((host) => [host, selfSigned(host)]));
  const bundle = join(dir, 'ca.pem');
  writeFileSync(bundle, [...certificates.values()].map(({ certificate }) => certificate).join(''));
  let trail: MadeTrail | undefined;
  const server = createServer((request, response) => answer(trail, request, response));
  const sockets = new Set<Socket>();
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    const made = certificates.get(request.url?.split(':')[0] ?? '');
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    if (made === undefined) return socket.end('HTTP/1.1 502 Not AWS\r\n\r\n');
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    const secure = new TLSSocket(socket, { isServer: true, cert: made.certificate, key: made.key });
    secure.on('error', () => secure.destroy());
    return server.emit('connection', secure);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Listening on TCP, so the address is an object.
  const proxy = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: {
      HTTPS_PROXY: proxy,
      https_proxy: proxy,
      NO_PROXY: '',
      no_proxy: '',
      AWS_CA_BUNDLE: bundle,
      AWS_ACCESS_KEY_ID: 'made',
      AWS_SECRET_ACCESS_KEY: 'made',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    serve: (next) => void (trail = next),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(dir, { recursive: true });
    },
  };
}

function answer(trail: MadeTrail | undefined, request: IncomingMessage, response: ServerResponse): void {
  const host = request.headers.host ?? '';
  const url = new URL(request.url ?? '/', `https://${host}`);
  if (trail === undefined) return send(response, 500, '');
  if (host.startsWith('cloudtrail.')) return send(response, 200, publicKeys(trail));
  const path = decodeURIComponent(url.pathname.slice(1)).replace(/^made-trail-bucket\/?/, '');
  if (url.searchParams.has('location')) return send(response, 200, `<LocationConstraint ${NS}/>`);
  if (path === '') return send(response, 200, listing(trail, url.searchParams));
  const bytes = trail.objects.get(path);
  if (bytes === undefined) return send(response, 404, `<Error><Code>NoSuchKey</Code><Message>made</Message></Error>`);
  for (const [name, value] of Object.entries(trail.metadata.get(path) ?? {}))
    response.setHeader(`x-amz-meta-${name}`, value);
  return send(response, 200, bytes);
}

// The service writes times as seconds since the epoch.
function publicKeys(trail: MadeTrail): string {
  // made-trail.ts writes it.
  const { PublicKeyList } = JSON.parse(trail.listPublicKeys) as { PublicKeyList: Record<string, string>[] };
  const seconds = (time: string | undefined) => Date.parse(time ?? '') / 1000;
  const keys = PublicKeyList.map(({ ValidityStartTime, ValidityEndTime, ...key }) => ({
    ...key,
    ValidityStartTime: seconds(ValidityStartTime),
    ValidityEndTime: seconds(ValidityEndTime),
  }));
  return JSON.stringify({ PublicKeyList: keys });
}

function listing(trail: MadeTrail, query: URLSearchParams): string {
  const [prefix, marker] = [query.get('prefix') ?? '', query.get('marker') ?? ''];
  const keys = [...trail.objects.keys()].filter((key) => key.startsWith(prefix) && key > marker).sort();
  const contents = keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
  return `<ListBucketResult ${NS}><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`;
}

function send(response: ServerResponse, status: number, body: string | Uint8Array): void {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
