import { canonicalize, utf8 } from '@remit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { request } from '../testkit/house.ts';
import { actionDigest } from './action-digest.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const action = fc.record({ server: text, tool: text, definition: text, scope: text, args: text });
type Action = { server: string; tool: string; definition: string; scope: string; args: string };

const digestOf = ({ server, tool, definition, scope, args }: Action) =>
  actionDigest(request({ server, tool, definition: { sha: definition }, argsRaw: utf8(args) }), scope);

describe('the action digest', () => {
  it('[approval.action-bound] is equal exactly when server, tool, definition, scope and argument bytes are', () => {
    fc.assert(
      fc.property(
        action,
        action,
        fc.subarray(['server', 'tool', 'definition', 'scope', 'args'] as const),
        (a, b, kept) => {
          const mixed = { ...b, ...Object.fromEntries(kept.map((key) => [key, a[key]])) };
          const same = canonicalize(a) === canonicalize(mixed);
          expect(digestOf(a) === digestOf(mixed)).toBe(same);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('[approval.action-bound] does not depend on who asks or on how the parsed arguments look', () => {
    const raw = utf8('{"a":1}');
    const one = actionDigest(request({ argsRaw: raw, args: { a: 1 }, client: 'x' }), 's');
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(actionDigest(request({ argsRaw: raw, args: { a: 2 }, client: 'y' }), 's')).toBe(one);
  });

  it('is this value for this action', () => {
    const pinned = actionDigest(
      request({ server: 's', tool: 't', definition: { sha: 'd'.repeat(64) }, argsRaw: utf8('{}') }),
      'e'.repeat(64),
    );
    expect(pinned).toBe('5ccda0aa8786262651f5d02d1fd2b0e01755ef4c145b5bb9423f566517f6b619');
  });
});
