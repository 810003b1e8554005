import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTrails } from './field-trail.ts';

describe('trails of fields', () => {
  it('[ingest-aws.cloudtrail-fields] give the map that setting each field gives, however many there are, and share it', () => {
    const trails = createTrails();
    const field = fc.constantFrom('a', 'b', 'c', 'd');
    const path = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('x', 'y') },
      { weight: 1, arbitrary: fc.string({ maxLength: 3 }) },
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(field, path), { maxLength: 8 }), (steps) => {
        const plain: Record<string, string> = {};
        for (const [name, at] of steps) plain[name] = at;
        const follow = () => steps.reduce((trail, [name, at]) => trails.follow(trail, name, at), trails.start);
        expect(follow().from).toEqual(plain);
        expect(Object.keys(follow().from)).toEqual(Object.keys(plain));
        if (follow().next !== undefined) expect(follow().from).toBe(follow().from);
      }),
      { numRuns: 2_000 },
    );
  });

  it('[ingest-aws.cloudtrail-fields] keep a bounded number, and stay right beyond it', () => {
    const trails = createTrails();
    for (let i = 0; i < 200; i++) {
      const trail = trails.follow(trails.follow(trails.start, 'a', `p${i}`), 'b', 'q');
      expect(trail.from).toEqual({ a: `p${i}`, b: 'q' });
    }
    expect(trails.start.next).toHaveLength(32);
  });
});
