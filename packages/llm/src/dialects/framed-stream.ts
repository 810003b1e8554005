/** A stream that its provider frames in its own way: unpacked, then read like any other of the API. */
import { LlmFinish } from '@remit/record';
import type { FrameReader } from '../providers/manifest.ts';
import type { StreamReader } from './dialect.ts';

/** Reads through `frames` into `reader`. What the provider calls an exception makes the answer incomplete. */
export function createFramedStream(frames: FrameReader, reader: StreamReader): StreamReader {
  return {
    push: (chunk) => reader.push(frames.push(chunk)),
    fault: () => frames.fault() ?? reader.fault(),
    end() {
      const { complete, facts } = reader.end();
      const exception = frames.exception();
      if (exception !== undefined)
        return { complete: false, facts: { ...facts, finish: { how: LlmFinish.Error, raw: [exception] } } };
      if (!complete || (frames.fault() === undefined && !frames.midFrame())) return { complete, facts };
      return { complete: false, facts: { ...facts, finish: { how: LlmFinish.Truncated, raw: facts.finish.raw } } };
    },
  };
}
