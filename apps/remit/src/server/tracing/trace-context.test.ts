import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readContext, writeContext } from './trace-context.ts';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const GOOD = `00-${ID}-${SPAN}-01`;

describe('trace context', () => {
  it('[otlp.context-format] reads what follows W3C Trace Context and writes it back', () => {
    const read = readContext({ traceparent: GOOD, tracestate: 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE' });
    expect(read).toMatchObject({ traceId: ID, spanId: SPAN, traceFlags: 1, isRemote: true });
    if (read === undefined) throw new Error('not read');
    expect(writeContext(read)).toEqual({ traceparent: GOOD, tracestate: 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE' });
  });

  it.each([
    ['a later version with more behind the flags', `cc-${ID}-${SPAN}-01-what-the-future-holds`],
    ['a later version', `01-${ID}-${SPAN}-00`],
    ['flags that do not exist', `00-${ID}-${SPAN}-fd`],
  ])('[otlp.context-format] takes %s', (_, traceparent) => {
    expect(readContext({ traceparent })).toMatchObject({ traceId: ID, spanId: SPAN });
  });

  it.each([
    ['nothing', ''],
    ['version ff', `ff-${ID}-${SPAN}-01`],
    ['more behind version 00', `${GOOD}-more`],
    ['upper case', GOOD.toUpperCase()],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a span id of zeros', `00-${ID}-${'0'.repeat(16)}-01`],
    ['a short trace id', `00-${ID.slice(1)}-${SPAN}-01`],
    ['a line break', `${GOOD}\r\nx: y`],
    ['a line break at the end', `${GOOD}\n`],
    ['two values of one header', `${GOOD}, ${GOOD}`],
    ['a long text', `cc-${ID}-${SPAN}-01-${'x'.repeat(600)}`],
  ])('[otlp.context-format] ignores %s', (_, traceparent) => {
    expect(readContext({ traceparent })).toBeUndefined();
  });

  it('[otlp.context-format] a bad tracestate does not take its traceparent with it', () => {
    for (const tracestate of ['', 'no equals sign', 'x'.repeat(600), 'a=\r\nx: y'])
      expect(readContext({ traceparent: GOOD, tracestate })).not.toHaveProperty('traceState');
  });

  it('[otlp.context-format] whatever comes in, what goes out fits into one header', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constant(GOOD));
    const state = fc.oneof(fc.string(), fc.stringMatching(/^[a-z]{1,3}=[ -~]{0,9}(,[a-z]=[ -~\n]{1,9}){0,3}$/));
    fc.assert(
      fc.property(text, state, (traceparent, tracestate) => {
        const read = readContext({ traceparent, tracestate });
        if (read === undefined) return;
        const written = writeContext(read);
        expect(written.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]$/);
        if (written.tracestate !== undefined) expect(written.tracestate).toMatch(/^[ -~]{1,512}$/);
        expect(readContext(written)).toMatchObject({ traceId: read.traceId, spanId: read.spanId });
      }),
      { numRuns: 1000 },
    );
  });
});
