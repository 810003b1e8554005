/** Objects of an S3-compatible bucket: ListObjectsV2 and GetObject, over the guarded client. */
import { Readable } from 'node:stream';
import { GetObjectCommand, ListObjectsV2Command, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { Outbound } from '@remit/outbound';
import { request } from 'undici';

/** An object of a bucket. `tag`: its entity tag, which changes with its content. */
export interface BucketObject {
  readonly key: string;
  readonly tag: string;
  readonly bytes: number;
}

/** See the module header. */
export interface Bucket {
  /** Objects below the prefix by rising key, page by page. */
  list(): AsyncIterable<readonly BucketObject[]>;
  /** The bytes of an object. */
  read(key: string): Promise<Readable>;
  close(): Promise<void>;
}

/** Where a bucket is and who asks. */
export interface BucketOptions {
  readonly bucket: string;
  readonly prefix: string;
  readonly region: string;
  /** URL of an S3-compatible service; default: that of AWS in the region. */
  readonly endpoint?: string;
  /** Default: what the AWS SDK finds (environment, profile, role of the machine). */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Longest silence of the service, in milliseconds. */
const SILENCE_MS = 60_000;
type RequestHandler = NonNullable<S3ClientConfig['requestHandler']>;

/** Opens nothing yet. */
export function openBucket(options: BucketOptions, outbound: Outbound): Bucket {
  const { bucket, prefix, region, endpoint, credentials } = options;
  const dispatchers = new Map<string, ReturnType<Outbound['dispatcherFor']>>();
  const dispatcherOf = (origin: string) => {
    const held = dispatchers.get(origin) ?? outbound.dispatcherFor(origin);
    dispatchers.set(origin, held);
    return held;
  };
  const client = new S3Client({
    region,
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(credentials === undefined ? {} : { credentials }),
    requestHandler: guarded(dispatcherOf),
  });
  return {
    async *list() {
      for (let token: string | undefined; ; ) {
        const page = await client.send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
        );
        yield (page.Contents ?? []).flatMap(({ Key, ETag, Size = 0, LastModified }) =>
          Key === undefined || Key.endsWith('/')
            ? []
            : [{ key: Key, tag: `${ETag ?? LastModified?.toISOString() ?? ''} ${Size}`, bytes: Size }],
        );
        token = page.NextContinuationToken;
        if (token === undefined) return;
      }
    },
    async read(key) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      if (Body instanceof Readable) return Body;
      throw new Error(`s3://${bucket}/${key} was answered without a body.`);
    },
    async close() {
      client.destroy();
      for (const dispatcher of dispatchers.values()) await dispatcher.close();
    },
  };
}

/** What the SDK hands over; the part of its types that is used here. */
interface SdkRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly query?: Record<string, string | string[] | null>;
}

/** Sends the SDK's requests through the dispatchers of @remit/outbound: proxies, authorities, no private address. */
function guarded(dispatcherOf: (origin: string) => ReturnType<Outbound['dispatcherFor']>): RequestHandler {
  const handle = async (asked: SdkRequest) => {
    const origin = `${asked.protocol}//${asked.hostname}${asked.port === undefined ? '' : `:${asked.port}`}`;
    const url = new URL(asked.path, origin);
    for (const [name, value] of Object.entries(asked.query ?? {}))
      for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, one ?? '');
    // Proof: undici takes any HTTP method as text; the SDK's are GET here.
    const method = asked.method as 'GET';
    const answer = await request(url, {
      method,
      headers: asked.headers,
      dispatcher: dispatcherOf(origin),
      headersTimeout: SILENCE_MS,
      bodyTimeout: SILENCE_MS,
    });
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(answer.headers)) headers[name] = String(value);
    return {
      response: { statusCode: answer.statusCode, reason: '', headers, body: answer.body },
    };
  };
  // The SDK calls `handle` alone and reads status, headers and body of what it answers (HttpHandler of @smithy).
  return { handle, metadata: { handlerProtocol: 'http/1.1' } };
}
