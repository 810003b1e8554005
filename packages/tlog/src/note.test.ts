import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixedClock, toHex, utf8 } from '@remit/core';
import { sharedFolder } from '@remit/testing/shared-data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCheckpoint } from './checkpoint.ts';
import { verify } from './ed25519.ts';
import { cosigner, ed25519Signer, parseVkey } from './keys.ts';
import { addSignatureLines, openNote, parseNote, signatureLine, signNote, timestampOf } from './note.ts';

const shared = sharedFolder('vectors');
const vectors = shared === undefined ? it.skip : it;
const why = shared === undefined ? ' (skipped: ../shared/vectors is not here)' : '';
// Vectors are data of a known shape; a changed file fails the assertion that reads it.
const load = (...parts: string[]) => JSON.parse(readFileSync(join(shared ?? '', ...parts), 'utf8')) as never;
const seed = new Uint8Array(32).fill(7);

function key(vkey: string) {
  const parsed = parseVkey(vkey);
  if (parsed === undefined) throw new Error(`bad vkey ${vkey}`);
  return parsed;
}

/** The checkpoint of the one log in a witness folder; folder names are hex SHA-256 of the origin. */
function checkpointUnder(folder: string): string {
  const log = readdirSync(folder).find((name) => /^[0-9a-f]{64}$/.test(name));
  return join(folder, log ?? 'no log folder', 'checkpoint');
}

describe('signed notes', () => {
  vectors(`[tlog.note-vectors] C2SP and Go examples open, and mangled keys do not${why}`, async () => {
    const c2sp = load('c2sp', 'examples.json') as {
      signedNote: { vkey: string; note: string };
      signedNoteParseOnly: { note: string; expect: { text: string } };
      checkpointParseOnly: {
        note: string;
        expect: { size: string; signatures: { keyIdHex: string; cosignatureTimestamp?: string }[] };
      };
    };
    expect((await openNote(c2sp.signedNote.note, [key(c2sp.signedNote.vkey)])).ok).toBe(true);
    const split = parseNote(c2sp.signedNoteParseOnly.note);
    expect(split.ok && split.value.text).toBe(c2sp.signedNoteParseOnly.expect.text);
    const cosigned = parseNote(c2sp.checkpointParseOnly.note);
    if (!cosigned.ok) throw new Error(cosigned.error);
    expect(cosigned.value.signatures.map((s) => toHex(s.keyId))).toEqual(
      c2sp.checkpointParseOnly.expect.signatures.map((s) => s.keyIdHex),
    );
    expect(timestampOf(cosigned.value.signatures[1]?.signature ?? new Uint8Array())).toBe(1679315147);
    const go = load('golang-x-mod', 'notes.json') as {
      vkey: string;
      note: string;
      noteWithSecondUnknownSignature: string;
      rejectVkeys: { vkey: string }[];
    };
    expect(await openNote(go.note, [key(go.vkey)])).toMatchObject({ ok: true, value: { unknown: 0 } });
    expect(await openNote(go.noteWithSecondUnknownSignature, [key(go.vkey)])).toMatchObject({
      ok: true,
      value: { unknown: 1 },
    });
    for (const bad of go.rejectVkeys) expect(parseVkey(bad.vkey), bad.vkey).toBeUndefined();
    for (let i = 0; i < go.vkey.length; i++) {
      expect(parseVkey(go.vkey.slice(0, i)), `prefix ${i}`).toBeUndefined();
      if (i > 0) expect(parseVkey(go.vkey.slice(i)), `suffix ${i}`).toBeUndefined();
      const bumped = go.vkey.slice(0, i) + String.fromCharCode(go.vkey.charCodeAt(i) + 1) + go.vkey.slice(i + 1);
      expect(parseVkey(bumped), `byte ${i}`).toBeUndefined();
    }
    const sumdb = load('torchwood', 'sumdb-checkpoint.json') as { vkey: string; note: string };
    const opened = await openNote(sumdb.note, [key(sumdb.vkey)]);
    expect(opened.ok && parseCheckpoint(opened.value.text)).toMatchObject({
      ok: true,
      value: { origin: 'go.sum database tree', size: 35225469 },
    });
  });

  vectors(`[tlog.cosignature-vectors] cosignatures by independent witnesses 3/3${why}`, async () => {
    const base = 'sunlight';
    let right = 0;
    for (const [folder, config] of [
      ['witness', 'witness/witness.v0.json'],
      ['witness/mirror', 'witness/mirror/mirror.v0.json'],
      ['witness2', 'witness2/witness.v0.json'],
    ] as const) {
      const { verifier_keys } = load(base, config) as { verifier_keys: string[] };
      const note = readFileSync(checkpointUnder(join(shared ?? '', base, folder)), 'utf8');
      const opened = await openNote(note, verifier_keys.map(key));
      expect(opened.ok && opened.value.verified[0]?.timestamp, folder).toBe(1767139200);
      right += 1;
    }
    console.log(`cosignatures ${right}/3`);
  });

  vectors(
    `[tlog.ed25519-vectors] Ed25519 edge cases: 208 of 914 accepted, as by every reader on this platform${why}`,
    async () => {
      const cases = load('c2sp-cctv-ed25519', 'ed25519vectors.json') as {
        key: string;
        sig: string;
        msg: string;
        flags?: string[] | null;
      }[];
      let accepted = 0;
      for (const c of cases) {
        const good = await verify(Buffer.from(c.key, 'hex'), utf8(c.msg), Buffer.from(c.sig, 'hex'));
        if (good) accepted += 1;
        if (good) expect(c.flags ?? []).not.toContain('non_canonical_R');
      }
      console.log(`Ed25519 edge cases ${cases.length}, accepted ${accepted}`);
      expect([cases.length, accepted]).toEqual([914, 208]);
    },
  );

  it('[tlog.note-strict] a bad signature of a known key refuses the note though another is good', async () => {
    const a = ed25519Signer('log.example/a', seed);
    const b = ed25519Signer('log.example/b', new Uint8Array(32).fill(8));
    const note = await signNote('log.example/a\n5\nAAAA\n', [a, b]);
    const bad = note.replace(
      /(— log\.example\/b \S{20})(.)/,
      (_, head: string, c: string) => head + (c === 'A' ? 'B' : 'A'),
    );
    expect((await openNote(note, [key(a.vkey), key(b.vkey)])).ok).toBe(true);
    expect(await openNote(bad, [key(a.vkey), key(b.vkey)])).toMatchObject({
      ok: false,
      error: 'the signature of log.example/b is wrong',
    });
    expect(await openNote(bad, [key(a.vkey)])).toMatchObject({ ok: true, value: { unknown: 1 } });
    expect((await openNote(note, [])).ok).toBe(false);
  });

  it('[tlog.note-strict] CRLF, missing newline, URL-safe base64 and control characters are refused', async () => {
    const note = await signNote('x\n', [ed25519Signer('k', new Uint8Array(32).fill(9))]);
    expect(parseNote(note.replaceAll('\n', '\r\n')).ok).toBe(false);
    expect(parseNote(note.slice(0, -1)).ok).toBe(false);
    expect(parseNote(note.replace('x', 'x\u0001')).ok).toBe(false);
    expect(
      parseNote(
        note.replace(/ (\S+)\n$/, (_, b64: string) => ` ${b64.replaceAll('+', '-').replaceAll('/', '_')}-AAA\n`),
      ).ok,
    ).toBe(false);
    await expect(signNote('no newline', [])).rejects.toThrow(TypeError);
  });

  it('[tlog.cosignature-strict] a cosignature covers its time and counts once', async () => {
    const log = ed25519Signer('log.example', seed);
    const witness = cosigner('w.example', new Uint8Array(32).fill(3), fixedClock(1_700_000_000_000));
    const note = await signNote('log.example\n5\nAAAA\n', [log]);
    const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
    const line = await signatureLine(text, witness);
    const cosigned = addSignatureLines(addSignatureLines(note, [line]), [line]);
    const verifiers = [key(log.vkey), key(witness.vkey)];
    expect(await openNote(cosigned, verifiers)).toMatchObject({
      ok: true,
      value: { verified: [{ type: 1 }, { type: 4, timestamp: 1_700_000_000 }] },
    });
    expect(await openNote(`${cosigned}${line}\n`, verifiers)).toMatchObject({
      ok: true,
      value: { verified: [{}, {}] },
    });
    const raw = Buffer.from(line.split(' ')[2] ?? '', 'base64');
    raw[11] = (raw[11] ?? 0) + 1;
    expect((await openNote(`${note}— w.example ${raw.toString('base64')}\n`, verifiers)).ok).toBe(false);
  });

  it('[tlog.note-strict] never throws on any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: 'binary' }),
          fc.array(fc.constantFrom('\n', '\n\n', '— a ', 'AAAA', ' ', '—', '=')).map((p) => p.join('')),
        ),
        (text) => {
          parseNote(text);
          parseCheckpoint(text);
          parseVkey(text);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
