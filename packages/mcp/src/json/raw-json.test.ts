import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrayElements, duplicateKey, memberText, objectMembers, objectText, withMember } from './raw-json.ts';

/** JSON text of a value with the white space that a pretty printer or a hostile peer may add. */
const spaced = (value: unknown, indent: string): string => JSON.stringify(value, null, indent);

describe('cutting JSON text', () => {
  it('[mcp.raw-results] members and elements are the exact texts, whatever the white space', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.constantFrom('', ' ', '\t', '\r\n '),
        (object, indent) => {
          const text = ` ${spaced(object, indent)}`;
          const members = objectMembers(text);
          expect(members.map(({ key, text: raw }) => [key, JSON.parse(raw)])).toEqual(
            Object.entries(JSON.parse(text) as object),
          );
          for (const member of members) expect(text).toContain(member.text);
          expect(JSON.parse(objectText(members))).toEqual(JSON.parse(text));
        },
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom('', ' ', '\n'), (items, indent) => {
        const text = spaced(items, indent);
        expect(arrayElements(text).map((raw) => JSON.parse(raw) as unknown)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('keeps number spellings, escapes and key order', () => {
    const text = '{"b":1.0,"a":1e400,"\\u0061b":"\\u00e9","n":12345678901234567890, "o" : { "x" : [ 1 ,2 ] } }';
    expect(objectText(objectMembers(text))).toBe(
      '{"b":1.0,"a":1e400,"ab":"\\u00e9","n":12345678901234567890,"o":{ "x" : [ 1 ,2 ] }}',
    );
  });

  it('cuts empty containers and strings that look like structure', () => {
    expect(objectMembers(' { } ')).toEqual([]);
    expect(arrayElements('[]')).toEqual([]);
    expect(objectMembers('{"a":"}\\"{[","b":[]}')).toEqual([
      { key: 'a', text: '"}\\"{["' },
      { key: 'b', text: '[]' },
    ]);
  });

  it.each([0, 1, 2, 3, 4, 5])('ends a string after %i backslashes and a quote where JSON.parse does', (count) => {
    const inside = `${'\\'.repeat(count)}"}`;
    const text = JSON.stringify({ [inside]: inside, next: [inside] });
    expect(objectMembers(text)).toEqual([
      { key: inside, text: JSON.stringify(inside) },
      { key: 'next', text: JSON.stringify([inside]) },
    ]);
    expect(objectText(objectMembers(text))).toBe(text);
  });

  it('tells equal keys, also when one of them is escaped', () => {
    expect(duplicateKey(objectMembers('{"a":1,"b":2}'))).toBeUndefined();
    expect(duplicateKey(objectMembers('{"a":1,"\\u0061":2}'))).toBe('a');
    expect(memberText(objectMembers('{"a":1,"a":2}'), 'a')).toBeUndefined();
  });

  it('replaces in place and adds at the end', () => {
    const members = objectMembers('{"a":1,"b":2}');
    expect(objectText(withMember(members, 'a', '9'))).toBe('{"a":9,"b":2}');
    expect(objectText(withMember(members, 'c', '3'))).toBe('{"a":1,"b":2,"c":3}');
  });
});
