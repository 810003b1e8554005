/**
 * Objects of an S3-compatible bucket, through the official SDK over the guarded client. What must never change is written
 * under the condition that it is not there yet; a service that ignores the condition is found out when it is asked to
 * refuse (RFC 9110 §13.1; Amazon S3, "conditional writes").
 */

import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { createOutbound, type OutboundOptions } from '@remit/outbound';
import { request } from 'undici';

/** Where a bucket is and who asks. */
export interface BucketPlace {
  readonly bucket: string;
  /** Before every key; empty or with a slash at its end. */
  readonly prefix: string;
  readonly region: string;
  /** URL of an S3-compatible service; default: that of AWS in the region. */
  readonly endpoint?: string;
  /** Default: what the AWS SDK finds (role of the machine, profile). */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** How the service is reached. Absent: directly, wherever the URL leads. */
  readonly outbound?: OutboundOptions;
}

/** An object as it was read. */
export interface StoredObject {
  readonly bytes: Uint8Array;
  readonly tag: string;
}

/** What a write answered. `taken`: the condition did not hold. */
export type PutAnswer = { readonly kind: 'stored'; readonly tag: string } | { readonly kind: 'taken' };

/** See the module header. Rejects with the service's error. */
export interface S3Objects {
  get(key: string): Promise<StoredObject | undefined>;
  /** `unless`: an object is there; or `onlyOver`: the tag that the present one must have. */
  put(
    key: string,
    bytes: Uint8Array,
    options: { readonly type: string; readonly cache: string; readonly unless?: 'present'; readonly onlyOver?: string },
  ): Promise<PutAnswer>;
  /** Removes an object; one that is not there is none. */
  remove(key: string): Promise<void>;
  close(): void;
}

/** Longest silence of the service, in milliseconds. */
const SILENCE_MS = 15_000;
type RequestHandler = NonNullable<S3ClientConfig['requestHandler']>;

/** Opens nothing yet. */
export function s3Objects(place: BucketPlace): S3Objects {
  const { bucket, prefix, region, endpoint, credentials } = place;
  const client = new S3Client({
    region,
    maxAttempts: 3,
    // Other services know no newer checksums; the tag and our own hashes say what was stored.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(credentials === undefined ? {} : { credentials }),
    requestHandler: guarded(place.outbound),
  });
  return {
    async get(key) {
      try {
        const { Body, ETag = '' } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: prefix + key }));
        // Proof: the handler below answers a stream of Node.
        return { bytes: await buffer(Body as Readable), tag: ETag };
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        throw error;
      }
    },
    async put(key, bytes, { type, cache, unless, onlyOver }) {
      try {
        const { ETag = '' } = await client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: prefix + key,
            Body: bytes,
            ContentType: type,
            CacheControl: cache,
            ...(unless === undefined ? {} : { IfNoneMatch: '*' }),
            ...(onlyOver === undefined ? {} : { IfMatch: onlyOver }),
          }),
        );
        return { kind: 'stored', tag: ETag };
      } catch (error) {
        // 409: another conditional write is under way. It is decided by what lies there afterwards.
        const status = statusOf(error);
        if (status === 412 || status === 409) return { kind: 'taken' };
        throw error;
      }
    },
    async remove(key) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: prefix + key }));
    },
    close: () => client.destroy(),
  };
}

function statusOf(error: unknown): number | undefined {
  // The SDK's errors carry the answer's status; anything else has none.
  const { $metadata } = Object(error) as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode;
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
  readonly body?: Uint8Array | string;
}

/** Sends the SDK's requests through the dispatchers of @remit/outbound: proxies, authorities, no private address. */
function guarded(options: OutboundOptions | undefined): RequestHandler {
  const outbound = options === undefined ? undefined : createOutbound(options);
  const dispatchers = new Map<string, ReturnType<NonNullable<typeof outbound>['dispatcherFor']>>();
  const dispatcherOf = (origin: string) => {
    const held = dispatchers.get(origin) ?? outbound?.dispatcherFor(origin);
    if (held !== undefined) dispatchers.set(origin, held);
    return held;
  };
  const handle = async (asked: SdkRequest) => {
    const origin = `${asked.protocol}//${asked.hostname}${asked.port === undefined ? '' : `:${asked.port}`}`;
    const url = new URL(asked.path, origin);
    for (const [name, value] of Object.entries(asked.query ?? {}))
      for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, one ?? '');
    const { method, headers, body } = asked;
    const dispatcher = dispatcherOf(origin);
    const answer = await request(url, {
      // Proof: undici takes any HTTP method as text; the SDK's are GET, PUT and DELETE here.
      method: method as 'GET',
      headers,
      ...(body === undefined ? {} : { body }),
      ...(dispatcher === undefined ? {} : { dispatcher }),
      headersTimeout: SILENCE_MS,
      bodyTimeout: SILENCE_MS,
    });
    const found: Record<string, string> = {};
    for (const [name, value] of Object.entries(answer.headers)) found[name] = String(value);
    return { response: { statusCode: answer.statusCode, reason: '', headers: found, body: answer.body } };
  };
  // The SDK calls `handle` alone and reads status, headers and body of what it answers (HttpHandler of @smithy).
  return { handle, metadata: { handlerProtocol: 'http/1.1' } };
}
