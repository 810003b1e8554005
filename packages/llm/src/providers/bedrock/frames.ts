/**
 * Bedrock's answer stream: frames of `application/vnd.amazon.eventstream`, each with two checksums, each holding one event
 * of the model's own API in base64. What comes out are the server-sent events that Anthropic's API sends.
 */
import { Buffer } from 'node:buffer';
import { EventStreamCodec } from '@smithy/eventstream-codec';
import { parseAnswer, textAt } from '../../dialects/read-json.ts';
import type { FrameReader } from '../manifest.ts';

/** A frame's longest payload is 16 MiB, its headers 128 KiB (Amazon event stream encoding). */
const MAX_FRAME = 17 * 1_024 * 1_024;
/** Lengths, headers' length, and two checksums. */
const MIN_FRAME = 16;
const EMPTY = Buffer.alloc(0);

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
  (text) => Buffer.from(text, 'utf8'),
);

/** A reader at the start of a stream. */
export function createBedrockFrames(): FrameReader {
  let carried: Buffer = EMPTY;
  let fault: string | undefined;
  let exception: string | undefined;

  /** The next whole frame, taken off `carried`. */
  const nextFrame = (): Buffer | undefined => {
    if (carried.length < 4) return undefined;
    const length = carried.readUInt32BE(0);
    if (length < MIN_FRAME || length > MAX_FRAME) {
      fault = 'a frame of the stream has an impossible length';
      return undefined;
    }
    if (carried.length < length) return undefined;
    const frame = carried.subarray(0, length);
    carried = carried.subarray(length);
    return frame;
  };

  const eventOf = (frame: Buffer): string => {
    const { headers, body } = codec.decode(frame);
    const said = (name: string): string | undefined => {
      const value = headers[name]?.value;
      return typeof value === 'string' ? value : undefined;
    };
    if (said(':message-type') !== 'event') {
      exception ??= said(':exception-type') ?? said(':error-code') ?? 'unknownException';
      return '';
    }
    if (said(':event-type') !== 'chunk') return '';
    const bytes = textAt(parseAnswer(Buffer.from(body).toString('utf8')), 'bytes');
    const data = Buffer.from(bytes ?? '', 'base64').toString('utf8');
    const type = textAt(parseAnswer(data), 'type');
    if (type !== undefined && !/[\r\n]/.test(data + type)) return `event: ${type}\ndata: ${data}\n\n`;
    fault ??= 'a frame of the stream holds no event';
    return '';
  };

  return {
    push(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      carried = carried.length === 0 ? bytes : Buffer.concat([carried, bytes]);
      let events = '';
      // After an exception nothing counts: the provider has ended the answer.
      while (fault === undefined && exception === undefined) {
        const frame = nextFrame();
        if (frame === undefined) break;
        try {
          events += eventOf(frame);
        } catch {
          fault = 'a frame of the stream does not match its checksum';
        }
      }
      return events === '' ? EMPTY : Buffer.from(events, 'utf8');
    },
    fault: () => fault,
    exception: () => exception,
    midFrame: () => carried.length > 0,
  };
}
