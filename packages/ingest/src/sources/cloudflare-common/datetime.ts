/**
 * `Datetime` of Cloudflare Logpush in every encoding of `timestamp_format`: RFC 3339 with any fraction, unix seconds or
 * unix nanoseconds, as a number or as a string of digits (log schemas reference §1.1).
 */
import { rfc3339Ms, unixMs } from '../mapping/times.ts';

/** Milliseconds since the epoch, or undefined when the value is no time. */
export function cloudflareTime(value: unknown): number | undefined {
  return unixMs(value) ?? rfc3339Ms(value);
}
