import { fromUtf8, utf8 } from '@remit/core';
import { expect, it } from 'vitest';
import { IN_TOTO_TYPE, preAuthEncoding, readEnvelope, STATEMENT_TYPE } from './dsse.ts';

it('[report.dsse] signs the pre-authentication encoding of the DSSE specification', () => {
  const pae = preAuthEncoding('http://example.com/HelloWorld', utf8('hello world'));
  expect(fromUtf8(pae)).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  // Lengths are those of the bytes.
  expect(fromUtf8(preAuthEncoding('é', utf8('é')))).toBe('DSSEv1 2 é 2 é');
});

it('reads standard and URL-safe base64, with and without padding', () => {
  for (const payload of ['+/8=', '-_8=', '-_8', '+/8']) {
    const read = readEnvelope(
      utf8(JSON.stringify({ payload, payloadType: IN_TOTO_TYPE, signatures: [{ sig: 'AA==' }] })),
    );
    expect(read.ok && [...read.value.payload]).toEqual([0xfb, 0xff]);
  }
  for (const bad of ['{}', '[]', 'x', `{"payload":"A","payloadType":"t","signatures":[]}`])
    expect(readEnvelope(utf8(bad)).ok).toBe(false);
});

it('pins the types on the wire', () => {
  expect([IN_TOTO_TYPE, STATEMENT_TYPE]).toEqual(['application/vnd.in-toto+json', 'https://in-toto.io/Statement/v1']);
});
