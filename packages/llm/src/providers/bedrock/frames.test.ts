import { EventStreamCodec } from '@smithy/eventstream-codec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBody } from '../../body/request-body.ts';
import { MESSAGES_MEMBERS } from '../../dialects/anthropic-messages/read-request.ts';
import { EVENTS, flipped, SSE } from '../../test-support/bedrock-answers.ts';
import { chunk, frame } from '../../test-support/bedrock-double.ts';
import { bedrockBody } from './body.ts';
import { createBedrockFrames } from './frames.ts';

describe('frames', () => {
  const whole = Buffer.concat(EVENTS.map(chunk));

  it('[llm.bedrock-frames] every split gives the same events; every flipped bit is noticed', () => {
    for (let at = 0; at <= whole.length; at++) {
      const frames = createBedrockFrames();
      const text = Buffer.concat([frames.push(whole.subarray(0, at)), frames.push(whole.subarray(at))]).toString();
      if (text !== SSE || frames.midFrame()) throw new Error(`split at ${at}`);
    }
    for (let at = 0; at < whole.length; at++) {
      const frames = createBedrockFrames();
      frames.push(flipped(whole, at));
      if (frames.fault() === undefined && !frames.midFrame()) throw new Error(`byte ${at} may change unseen`);
    }
    expect(createBedrockFrames().push(whole).toString()).toBe(SSE);
  });

  it("[llm.bedrock-frames] the double's frames are those of the library", () => {
    const codec = new EventStreamCodec(String, (text) => Buffer.from(text));
    const headers = { ':message-type': { type: 'string', value: 'event' }, a: { type: 'string', value: 'b' } } as const;
    const theirs = codec.encode({ headers, body: Buffer.from('{}') });
    expect(frame({ ':message-type': 'event', a: 'b' }, '{}')).toEqual(Buffer.from(theirs));
  });
});

it('[llm.bedrock-body] model and stream leave a body, all else keeps its bytes, wherever they stand', () => {
  const member = fc.oneof(
    fc.constant('"model":"sonnet"'),
    fc.constant('"mod\\u0065l" : "a,b\\"c"'),
    fc.constant('"stream":true'),
    fc.constant('"stream" :\n false'),
    fc.constant('"max_tokens":1.0e2'),
    fc.constant('"x":{"model":"inner","stream":[1.50, {}]}'),
    fc.constant('"anthropic_beta":["a"]'),
  );
  const name = (text: string): string => Object.keys(JSON.parse(`{${text}}`) as object)[0] ?? '';
  fc.assert(
    fc.property(
      fc.uniqueArray(member, { selector: name }),
      fc.nat(7),
      fc.constantFrom(',', ' ,\n ', `${' '.repeat(90)},`),
      (members, at, comma) => {
        const all: string[] = [...members];
        all.splice(at, 0, '"messages":[ ]');
        const text = `{ ${all.join(comma)} }`;
        const read = readBody(Buffer.from(text), MESSAGES_MEMBERS);
        if (!read.ok) throw new Error(read.error);
        const { body } = bedrockBody(read.value, 77);
        const sent = Buffer.from(body).toString();
        const expected = JSON.parse(text) as Record<string, unknown>; // an object by construction
        Reflect.deleteProperty(expected, 'model');
        Reflect.deleteProperty(expected, 'stream');
        if ('max_tokens' in expected) expected['max_tokens'] = 77;
        expect(JSON.parse(sent)).toEqual({ anthropic_version: 'bedrock-2023-05-31', ...expected });
        if (text.includes('1.50')) expect(sent).toContain('{"model":"inner","stream":[1.50, {}]}');
      },
    ),
  );
});
