import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixedClock, toHex, utf8 } from '@remit/core';
import { sharedFolder } from '@remit/testing/shared-data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCheckpoint } from './checkpoint.ts';
import { cosigner, ed25519Signer, parseVkey } from './keys.ts';
import { addSignatureLines, openNote, parseNote, signatureLine, signNote, timestampOf } from './note.ts';
import { parsePolicy } from './policy.ts';
import { parseTlogProof } from './tlog-proof.ts';
import { parseAddCheckpoint } from './witness-message.ts';

const shared = sharedFolder('vectors');
// Vectors are data of a known shape; a changed file fails the assertion that reads it.
const load = (...parts: string[]) => JSON.parse(readFileSync(join(shared ?? '', ...parts), 'utf8')) as never;
const log = ed25519Signer('log.example', new Uint8Array(32).fill(7));
const other = ed25519Signer('other.example', new Uint8Array(32).fill(8));
const TEXT = 'log.example\n5\nAAAA\n';

function witnessAt(seconds: number) {
  return cosigner('w.example', new Uint8Array(32).fill(3), fixedClock(seconds * 1000));
}
const witness = witnessAt(1_700_000_000);

function key(vkey: string) {
  const parsed = parseVkey(vkey);
  if (parsed === undefined) throw new Error(`bad vkey ${vkey}`);
  return parsed;
}

/** The checkpoint of the one log in a witness folder; folder names are hex SHA-256 of the origin. */
function checkpointUnder(folder: string): string {
  const name = readdirSync(folder).find((entry) => /^[0-9a-f]{64}$/.test(entry));
  return readFileSync(join(folder, name ?? 'no log folder', 'checkpoint'), 'utf8');
}

describe('notes of other implementations', () => {
  it.skipIf(shared === undefined)(
    '[tlog.note-vectors] the examples of C2SP (skipped without ../shared/vectors)',
    async () => {
      interface ParseOnly {
        readonly note: string;
        readonly expect: {
          readonly text?: string;
          readonly signatures: { name: string; keyIdHex: string; bytes?: number; cosignatureTimestamp?: string }[];
        };
      }
      const c2sp = load('c2sp', 'examples.json') as {
        signedNote: { vkey: string; note: string };
        signedNoteParseOnly: ParseOnly;
        checkpointParseOnly: ParseOnly & { expect: { origin: string; size: string; rootBase64: string } };
      };
      expect(await openNote(c2sp.signedNote.note, [key(c2sp.signedNote.vkey)])).toEqual({
        ok: true,
        value: {
          text: 'This is an example message.\n',
          unknown: 0,
          verified: [{ name: 'example.com/foo', type: 1, keyId: key(c2sp.signedNote.vkey).keyId }],
        },
      });
      for (const example of [c2sp.signedNoteParseOnly, c2sp.checkpointParseOnly]) {
        const parsed = parseNote(example.note);
        if (!parsed.ok) throw new Error(parsed.error);
        expect(parsed.value.text).toBe(example.expect.text ?? parsed.value.text);
        const found = parsed.value.signatures.map((s) => [s.name, toHex(s.keyId)]);
        expect(found).toEqual(example.expect.signatures.map((s) => [s.name, s.keyIdHex]));
      }
      const { origin, size, signatures } = c2sp.checkpointParseOnly.expect;
      const cosigned = parseNote(c2sp.checkpointParseOnly.note);
      if (!cosigned.ok) throw new Error(cosigned.error);
      expect(parseCheckpoint(cosigned.value.text)).toMatchObject({ ok: true, value: { origin, size: Number(size) } });
      const [, cosignature] = cosigned.value.signatures;
      expect(cosignature?.signature.length).toBe(signatures[1]?.bytes);
      expect(timestampOf(cosignature?.signature ?? utf8(''))).toBe(Number(signatures[1]?.cosignatureTimestamp));
      console.log('C2SP notes 3/3');
    },
  );

  it.skipIf(shared === undefined)(
    '[tlog.note-vectors] the notes of golang.org/x/mod and of its checksum database (skipped without ../shared/vectors)',
    async () => {
      const go = load('golang-x-mod', 'notes.json') as {
        vkey: string;
        note: string;
        noteWithSecondUnknownSignature: string;
      };
      expect(await openNote(go.note, [key(go.vkey)])).toMatchObject({ ok: true, value: { unknown: 0 } });
      const second = await openNote(go.noteWithSecondUnknownSignature, [key(go.vkey)]);
      expect(second).toMatchObject({ ok: true, value: { unknown: 1, verified: [{ name: 'PeterNeumann' }] } });
      const sumdb = load('torchwood', 'sumdb-checkpoint.json') as { vkey: string; note: string };
      const opened = await openNote(sumdb.note, [key(sumdb.vkey)]);
      expect(opened.ok && parseCheckpoint(opened.value.text)).toMatchObject({
        ok: true,
        value: { origin: 'go.sum database tree', size: 35_225_469 },
      });
      console.log('Go notes 3/3');
    },
  );

  it.skipIf(shared === undefined)(
    '[tlog.cosignature-vectors] cosignatures of independent witnesses 3/3 (skipped without ../shared/vectors)',
    async () => {
      let right = 0;
      for (const [folder, config] of [
        ['witness', 'witness/witness.v0.json'],
        ['witness/mirror', 'witness/mirror/mirror.v0.json'],
        ['witness2', 'witness2/witness.v0.json'],
      ] as const) {
        const { verifier_keys } = load('sunlight', config) as { verifier_keys: string[] };
        const note = checkpointUnder(join(shared ?? '', 'sunlight', folder));
        // Each note also carries the log's own signature of type 0x05, by a key that is unknown here.
        const opened = await openNote(note, verifier_keys.map(key));
        expect(opened).toMatchObject({ ok: true, value: { verified: [{ type: 4, timestamp: 1_767_139_200 }] } });
        const late = note.replace(/^(.*\n)\d+\n/, '$18\n');
        expect((await openNote(late, verifier_keys.map(key))).ok).toBe(false);
        right += 1;
      }
      console.log(`cosignatures ${right}/3`);
      expect(right).toBe(3);
    },
  );
});

describe('opening a note', () => {
  it('[tlog.note-known-bad] a bad signature of a known key refuses the note though another is good', async () => {
    const note = await signNote(TEXT, [log, other]);
    const keys = [key(log.vkey), key(other.vkey)];
    expect(await openNote(note, keys)).toMatchObject({ ok: true, value: { verified: [{}, {}] } });
    const bad = note.replace(
      /(— other\.example \S{20})(.)/,
      (_, start: string, c: string) => start + (c === 'A' ? 'B' : 'A'),
    );
    expect(await openNote(bad, keys)).toEqual({ ok: false, error: 'the signature of other.example is wrong' });
    // A key that is not known is not looked at.
    expect(await openNote(bad, [key(log.vkey)])).toMatchObject({ ok: true, value: { unknown: 1 } });
    // A second, bad line of a key whose first line is good refuses the note too.
    const twice = `${note}${bad.split('\n').at(-2)}\n`;
    expect((await openNote(twice, keys)).ok).toBe(false);
  });

  it('[tlog.note-known-bad] no signature of a known key is no signature', async () => {
    const note = await signNote(TEXT, [log]);
    const error = { ok: false, error: 'no signature by a known key' };
    expect(await openNote(note, [])).toEqual(error);
    expect(await openNote(note, [key(other.vkey)])).toEqual(error);
    // The same name with another key, and the same key under another name, are other keys.
    const impostor = ed25519Signer('log.example', new Uint8Array(32).fill(9));
    expect(await openNote(note, [key(impostor.vkey)])).toEqual(error);
    const renamed = ed25519Signer('log2.example', new Uint8Array(32).fill(7));
    expect(await openNote(note, [key(renamed.vkey)])).toEqual(error);
    const both = await signNote(TEXT, [impostor, log]);
    expect(await openNote(both, [key(log.vkey)])).toMatchObject({ ok: true, value: { unknown: 1 } });
  });

  it('[tlog.note-strict] no single changed character leaves a note that opens', async () => {
    const note = await signNote(TEXT, [log]);
    const letter = fc.oneof(
      fc.constantFrom('\n', ' ', '+', '—', 'A', '=', '\r'),
      fc.string({ minLength: 1, maxLength: 1 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: note.length - 1 }), letter, fc.nat({ max: 2 }), async (at, put, kind) => {
        const changed = [
          note.slice(0, at) + put + note.slice(at + 1),
          note.slice(0, at) + put + note.slice(at),
          note.slice(0, at) + note.slice(at + 1),
        ][kind];
        fc.pre(changed !== undefined && changed !== note);
        expect((await openNote(changed ?? '', [key(log.vkey)])).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('[tlog.note-strict] 16 and 100 signatures are read, 101 are refused', async () => {
    const line = (await signNote(TEXT, [log])).split('\n').at(-2) ?? '';
    const of = (count: number) => `${TEXT}\n${`${line}\n`.repeat(count)}`;
    expect((await openNote(of(16), [key(log.vkey)])).ok).toBe(true);
    expect((await openNote(of(100), [key(log.vkey)])).ok).toBe(true);
    expect(parseNote(of(101))).toEqual({ ok: false, error: 'the note has more than 100 signatures' });
    const long = `${'x'.repeat(1_000_000)}\n\n${line}\n`;
    expect(parseNote(long)).toEqual({ ok: false, error: 'the note is over 1,000,000 characters' });
  });

  it('[tlog.note-strict] the text ends at the last empty line', async () => {
    const text = 'a\n\n— b AAAAAAAA\n\nc\n';
    const note = await signNote(text, [log]);
    expect(await openNote(note, [key(log.vkey)])).toMatchObject({ ok: true, value: { text } });
  });

  const good = `a\n\n— k ${'A'.repeat(8)}\n`;
  it.each([
    [good.replaceAll('\n', '\r\n'), 'the note holds a control character'],
    [good.slice(0, -1), 'the note does not end with a newline'],
    [good.replace('a', 'a\u0001'), 'the note holds a control character'],
    [good.replace('a', 'a\tb'), 'the note holds a control character'],
    [good.replace('a', '\ud800'), 'the note is not valid Unicode'],
    [good.replace('\n\n', '\n'), 'the note has no empty line before its signatures'],
    ['\n', 'the note has no empty line before its signatures'],
    ['', 'the note does not end with a newline'],
    ['a\n\n\n', 'not a signature line: ""'],
    [`a\n\n- k AAAAAAAA\n`, 'not a signature line: "- k AAAAAAAA"'],
    [`a\n\n—  k AAAAAAAA\n`, 'not a signature line: "—  k AAAAAAAA"'],
    [`a\n\n— k  AAAAAAAA\n`, 'not a signature line: "— k  AAAAAAAA"'],
    [`a\n\n— k AAAAAAAA \n`, 'not a signature line: "— k AAAAAAAA "'],
    [`a\n\n— k+l AAAAAAAA\n`, 'not a signature line: "— k+l AAAAAAAA"'],
    [`a\n\n— k\u3000l AAAAAAAA\n`, 'not a signature line: "— k\u3000l AAAAAAAA"'],
    [`a\n\n— k AAAAAA==\n`, 'not a signature line: "— k AAAAAA=="'],
    [`a\n\n— k AAAAAAA\n`, 'not a signature line: "— k AAAAAAA"'],
    [`a\n\n— k AAAA-AAA\n`, 'not a signature line: "— k AAAA-AAA"'],
    [`a\n\n— k !!notbase64!!\n`, 'not a signature line: "— k !!notbase64!!"'],
    [`a\n\n— k AAAAAAB=\n`, 'not a signature line: "— k AAAAAAB="'],
  ])('[tlog.note-strict] %j is refused', (note, error) => {
    expect(parseNote(note)).toEqual({ ok: false, error });
  });

  it('[tlog.note-strict] DEL and characters beyond ASCII are no control characters', () => {
    expect(parseNote(`\u007fä\u0085\n\n— kä ${'A'.repeat(8)}\n`).ok).toBe(true);
  });

  it('[tlog.note-strict] no parser throws, whatever the text', async () => {
    const part = fc.constantFrom('\n', '\n\n', '— a ', 'AAAA', ' ', '—', '=', 'old 0', 'log', 'group', 'index 0', TEXT);
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.array(part).map((parts) => parts.join('')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (any) => {
        const parsed = [
          parseNote(any),
          parseCheckpoint(any),
          parseTlogProof(any),
          parsePolicy(any),
          parseAddCheckpoint(any),
        ];
        expect(parsed.every(({ ok }) => typeof ok === 'boolean')).toBe(true);
        expect(parseVkey(any)).toBeUndefined();
        expect((await openNote(any, [key(log.vkey)])).ok).toBe(false);
      }),
      { numRuns: 800 },
    );
  });
});

describe('signing a note', () => {
  it('[tlog.note-strict] a text that would not be read back is not signed', async () => {
    await expect(signNote('no newline', [log])).rejects.toThrow(TypeError);
    await expect(signNote('two\n\n', [log])).resolves.toContain('two\n\n\n—');
    await expect(signNote('a\tb\n', [log])).rejects.toThrow('not a note text: the note holds a control character');
    await expect(signNote('a\n', [])).rejects.toThrow(TypeError);
  });

  it('[tlog.cosignature-strict] a cosignature covers its time and the whole text', async () => {
    const note = await signNote(TEXT, [log]);
    const line = await signatureLine(TEXT, witness);
    const keys = [key(log.vkey), key(witness.vkey)];
    expect(await openNote(addSignatureLines(note, [line]), keys)).toMatchObject({
      ok: true,
      value: { verified: [{ type: 1 }, { type: 4, timestamp: 1_700_000_000 }] },
    });
    const raw = Buffer.from(line.split(' ')[2] ?? '', 'base64');
    // Each byte of the time and of the signature in turn; the first four are the key id.
    for (let at = 4; at < raw.length; at++) {
      const changed = Buffer.from(raw.map((byte, i) => (i === at ? byte ^ 1 : byte))).toString('base64');
      expect((await openNote(`${note}— w.example ${changed}\n`, keys)).ok, `byte ${at}`).toBe(false);
    }
    const elsewhere = await signatureLine(TEXT.replace('5', '6'), witness);
    expect((await openNote(`${note}${elsewhere}\n`, keys)).ok).toBe(false);
  });

  it('[tlog.cosignature-strict] a log signature is no cosignature, nor the reverse', async () => {
    // One secret used as both, to show that type and message keep them apart.
    const asLog = ed25519Signer('w.example', new Uint8Array(32).fill(3));
    const opened = await openNote(await signNote(TEXT, [asLog]), [key(witness.vkey)]);
    expect(opened).toEqual({ ok: false, error: 'no signature by a known key' });
    const stamp = (await witness.sign(utf8(TEXT))).subarray(0, 8);
    const moved = new Uint8Array([...stamp, ...(await asLog.sign(utf8(TEXT)))]);
    expect(await key(witness.vkey).verify(utf8(TEXT), moved)).toBe(false);
  });

  it('[tlog.cosignature-strict] a time of 0 or beyond 2^53 is refused', async () => {
    const zero = await witnessAt(0).sign(utf8(TEXT));
    expect(timestampOf(zero)).toBe(0);
    expect(await key(witness.vkey).verify(utf8(TEXT), zero)).toBe(false);
    expect(timestampOf(Uint8Array.of(0, 32, 0, 0, 0, 0, 0, 0))).toBeUndefined();
    expect(timestampOf(Uint8Array.of(0, 31, 255, 255, 255, 255, 255, 255))).toBe(Number.MAX_SAFE_INTEGER);
    expect(timestampOf(new Uint8Array(7))).toBeUndefined();
  });

  it('[tlog.cosignature-strict] one witness that signs again counts once, with its latest time', async () => {
    const note = await signNote(TEXT, [log]);
    const lines = await Promise.all([30, 90, 60].map((seconds) => signatureLine(TEXT, witnessAt(seconds))));
    const opened = await openNote(addSignatureLines(note, lines), [key(log.vkey), key(witness.vkey)]);
    expect(opened).toMatchObject({ ok: true, value: { verified: [{ type: 1 }, { type: 4, timestamp: 90 }] } });
  });

  it('[tlog.cosignature-strict] a line is added once', async () => {
    const note = await signNote(TEXT, [log]);
    const line = await signatureLine(TEXT, witness);
    const once = addSignatureLines(note, [line]);
    expect(once).toBe(`${note}${line}\n`);
    expect(addSignatureLines(once, [line])).toBe(once);
    expect(addSignatureLines(note, [])).toBe(note);
  });
});
