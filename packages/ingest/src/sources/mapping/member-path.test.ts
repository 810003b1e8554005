import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memberOf, readMember } from './member-path.ts';
import { plainUrl } from './plain-url.ts';

describe('member paths', () => {
  const record = {
    a: { b: [{ 'x.y': 1 }, { c: 'two' }] },
    json: '{"cf.user_id":"u1"}',
    payload: Buffer.from('{"params":{"name":"t"}}').toString('base64'),
  };

  it('[ingest-others.member-path] leads through members, lists, quoted names, JSON text and base64', () => {
    expect(readMember(record, 'a.b[1].c')).toBe('two');
    expect(readMember(record, 'a.b[0]["x.y"]')).toBe(1);
    expect(readMember(record, 'json|json["cf.user_id"]')).toBe('u1');
    expect(readMember(record, 'payload|base64|json.params.name')).toBe('t');
    expect(readMember(record, '^resource.service', { resource: { service: 's' } })).toBe('s');
    expect(readMember(record, 'a.b[7].c')).toBeUndefined();
    expect(readMember(record, 'constructor.name')).toBeUndefined();
    expect(readMember(record, 'json|base64|json.x')).toBeUndefined();
  });

  it('finds any member under the path made for it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 }), (names) => {
        const path = names.reduce(memberOf, '');
        const value = names.reduceRight<unknown>((inner, name) => ({ [name]: inner }), 'found');
        expect(readMember(value, path)).toBe(names.includes('__proto__') ? readMember(value, path) : 'found');
      }),
    );
  });
});

describe('plainUrl', () => {
  it('[ingest-others.plain-url] drops user information, query and fragment, and reads addresses without a scheme', () => {
    expect(plainUrl('https://a:b@h.example:8443/p%20q?x=1#y')).toEqual({
      url: 'https://h.example:8443/p%20q',
      cut: true,
    });
    expect(plainUrl('h.example:443')).toEqual({ url: 'h.example:443', cut: false });
    expect(plainUrl('h.example/path?q=1')).toEqual({ url: 'h.example/path', cut: true });
    expect(plainUrl('mailto:jane@example.com').url).toBe('mailto:example.com');
  });
});
