import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isServerName } from '../server-config.ts';
import { mayBeShortened, prefixedName, prefixedNames, splitName } from './tool-names.ts';

const server = fc.stringMatching(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/);

describe('prefixed names', () => {
  // Pins: the names are part of agents' prompts and of records; a change breaks both.
  it.each([
    ['files', 'read_text_file', 'files_read_text_file'],
    ['a', 'b.c', 'a_b-c-ad8a94abc8'],
    ['files', 'x'.repeat(58), `files_${'x'.repeat(58)}`],
  ])('[mcp.prefix] %s and %s', (name, tool, expected) => expect(prefixedName(name, tool)).toBe(expected));

  it('[mcp.prefix] every name is allowed, and the first underscore ends the server name', () => {
    fc.assert(
      fc.property(server, fc.string({ minLength: 1, maxLength: 300, unit: 'grapheme' }), (name, tool) => {
        expect(isServerName(name)).toBe(true);
        const prefixed = prefixedName(name, tool);
        expect(prefixed).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
        const parts = splitName(prefixed);
        expect(parts?.server).toBe(name);
        expect(parts?.rest === tool || mayBeShortened(parts?.rest ?? '')).toBe(true);
      }),
    );
  });

  it('[mcp.prefix] long names keep their telling end and stay apart', () => {
    const long = (end: string) => `get_${'very_'.repeat(30)}${end}`;
    const names = ['users', 'orders'].map((end) => prefixedName('crm', long(end)));
    expect(names[0]).toMatch(/users$/);
    expect(names[1]).toMatch(/orders$/);
    expect(new Set(names).size).toBe(2);
  });

  it('[mcp.prefix] does not depend on the order of the list', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 20 }), (tools) => {
        const there = prefixedNames('s', tools).names;
        const back = prefixedNames('s', tools.toReversed()).names;
        expect(Object.fromEntries(back)).toEqual(Object.fromEntries(there));
      }),
    );
  });

  it('[mcp.prefix] refuses a name that two tools would get, for both', () => {
    const shortened = prefixedName('s', 'a.b').slice('s_'.length);
    const { names, refused } = prefixedNames('s', ['a.b', shortened, 'c']);
    expect(refused).toEqual([`s_${shortened}`]);
    expect([...names]).toEqual([['s_c', 'c']]);
  });

  it.each(['', '_x', 'none'])('%j names no server', (name) => expect(splitName(name)).toBeUndefined());
});

it.each(['a_b', '', '-a', 'a-', 'a'.repeat(33), 'ä'])('%j is no server name', (name) => {
  expect(isServerName(name)).toBe(false);
});
