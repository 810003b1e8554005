import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTraceparent } from './trace-context.ts';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const GOOD = `00-${ID}-${SPAN}-01`;

describe('traceparent', () => {
  it.each([
    [GOOD, 1],
    [`01-${ID}-${SPAN}-ff`, 255],
    [`cc-${ID}-${SPAN}-00-what-the-future-holds`, 0],
  ])('[join.trace-id] reads %s', (text, flags) => {
    expect(parseTraceparent(text)).toEqual({ traceId: ID, spanId: SPAN, flags });
  });

  it.each([
    undefined,
    7,
    '',
    [GOOD],
    { traceparent: GOOD },
    GOOD.toUpperCase(),
    `ff-${ID}-${SPAN}-01`,
    `${GOOD}-more`,
    `cc-${ID}-${SPAN}-01.more`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${ID}-${'0'.repeat(16)}-01`,
    `00-${ID}-${SPAN}`,
    `00-${ID.slice(1)}-${SPAN}-01`,
    `${GOOD}, ${GOOD}`,
    `${GOOD}\n`,
    ` ${GOOD}`,
    `cc-${ID}-${SPAN}-01-${'x'.repeat(1_000_000)}`,
  ])('[join.trace-id] takes no id from what does not follow W3C Trace Context §3.2 (case %#)', (text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });

  it('[join.trace-id] whatever comes in, an id is 32 lower-case hexadecimal digits and stands in the text', () => {
    const near = fc.stringMatching(/^[0-9a-f]{2}-[0-9a-fA-F]{31,33}-[0-9a-f]{15,17}-[0-9a-f]{2}.{0,3}$/);
    fc.assert(
      fc.property(fc.oneof(near, fc.string({ unit: 'binary' }), fc.anything()), (text) => {
        const read = parseTraceparent(text);
        if (read === undefined) return;
        expect(read.traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
        expect(text).toContain(read.traceId);
      }),
      { numRuns: 500 },
    );
  });
});
