/** Records made as Remit writes them, in a log made here; the pack comes from the fixtures of version 0.1.0. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canonicalize, fromUtf8, sha256, toBase64Url, toHex, utf8 } from '@remit/core';
import {
  ed25519Signer,
  encodeEntryBundle,
  formatCheckpoint,
  leafHash,
  rootOfEntries,
  signNote,
  tilePath,
} from '@remit/tlog';
import { afterAll, describe, expect, it } from 'vitest';
import { mapRecord, rawRecord } from '../mapping/map-record.fixture.ts';
import { remitLedger } from './index.ts';
import { unpackRemitLedger } from './unpack.ts';

const folder = mkdtempSync(join(tmpdir(), 'remit-ledger-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const origin = 'other.example/log';
const logKey = ed25519Signer(origin, sha256(utf8('test seed other')));
const base = { v: 1, org: origin, ts: '2026-11-02T08:15:30.123Z', w: { id: 'w1', n: 0 } };
const decision = {
  ...base,
  t: 'mcp.decision',
  id: '01JBK3Q3000000000000000000',
  s: { id: 'session-1', n: 0 },
  who: { sub: `p_${'a'.repeat(22)}`, agent: 'screening-agent', client: 'claude-code/2.0' },
  act: { srv: 'ats', method: 'tools/call', tool: 'search_candidates' },
  scope: { id: 'screening', sha: 'ab'.repeat(32) },
  pol: { dec: 'permit', eval: 'evaluated', rules: ['screening.search'], enforced: false },
  c: { args: 'A'.repeat(43) },
};
const decisionBytes = utf8(canonicalize(decision));
const outcome = {
  ...base,
  t: 'mcp.outcome',
  id: '01JBK3Q3000000000000000001',
  cause: [toBase64Url(leafHash(decisionBytes))],
  who: decision.who,
  act: decision.act,
  out: { status: 'errored', why: 'upstream', ms: 12 },
};
const entries = [decisionBytes, utf8(canonicalize(outcome))];

async function exportLog(name: string, bundles: readonly Uint8Array[], place = 'log/', key = logKey): Promise<string> {
  const dir = join(folder, name);
  const put = (path: string, bytes: string | Uint8Array) => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), bytes);
  };
  const text = formatCheckpoint({ origin, size: entries.length, root: rootOfEntries(entries) });
  put(`${place}checkpoint`, await signNote(text, [key]));
  put(`${place}${tilePath({ level: 'entries', n: 0, width: bundles.length })}`, encodeEntryBundle(bundles));
  return dir;
}

describe('remit ledger', () => {
  it('[ingest-others.remit-records] each decision and outcome is an event, tied by the leaf hash of the decision', () => {
    const raw = { ...rawRecord(decision), bytes: decisionBytes };
    expect(remitLedger.detect(raw)).toBe('remit.records');
    const first = remitLedger.map(raw, 'remit.records', { object: 'x', receivedAt: base.ts });
    expect(first.ok && first.value).toMatchObject({
      id: decision.id,
      ts: base.ts,
      kind: 'tool-call',
      person: `${decision.who.sub}@${origin}`,
      agent: 'screening-agent',
      acct: origin,
      act: { srv: 'ats', method: 'tools/call', tool: 'search_candidates' },
      dec: { result: 'permit', by: 'screening', rules: ['screening.search'], basis: 'pol.dec', enforced: false },
      missing: { 'c.args': 'not_in_source', 'out.status': 'not_in_record' },
    });
    const second = mapRecord(remitLedger, outcome);
    // One call counts once: the outcome is no call of its own.
    expect(second).toMatchObject({ kind: 'other', out: { status: 'errored', code: 'upstream', ms: 12 } });
    expect(second.dec).toBeUndefined();
    expect(second.ids?.['call']).toBe(first.ok ? first.value.ids?.['call'] : '');
  });

  it('[ingest-others.remit-records] keeps numbers of writers, digests of definitions, and why an outcome is missing', () => {
    expect(mapRecord(remitLedger, decision).ids).toMatchObject({ writer: 'w1', seq: '0' });
    const act = { ...decision.act, tool_sha: 'cd'.repeat(32) };
    const define = { ...base, t: 'tool.define', id: decision.id, act, dfn: {} };
    expect(mapRecord(remitLedger, define)).toMatchObject({ kind: 'change', ids: { definition: act.tool_sha } });
    const gap = {
      ...base,
      t: 'gap',
      id: decision.id,
      cause: outcome.cause,
      gap: { kind: 'decision-without-outcome', why: 'crash' },
    };
    expect(mapRecord(remitLedger, gap)).toMatchObject({ flags: ['gap-record'], ids: { call: outcome.cause[0] } });
  });

  it('reads records of model calls and of changes, and knows what is none', () => {
    const model = { ...decision, t: 'llm.decision', model: { prov: 'anthropic', req: 'claude-sonnet-5' } };
    expect(mapRecord(remitLedger, model)).toMatchObject({ kind: 'model-call', model: { req: 'claude-sonnet-5' } });
    const declare = { ...base, t: 'scope.declare', id: decision.id, who: decision.who, scope: decision.scope };
    expect(mapRecord(remitLedger, declare).kind).toBe('change');
    for (const other of [{}, { ...decision, id: 'x' }, { ...decision, v: 2 }, { ...decision, w: 1 }])
      expect(remitLedger.detect(rawRecord(other))).toBeUndefined();
  });

  it('[ingest-others.remit-custody] verified with a key from outside and the right tree, asserted without, contradicted else', async () => {
    const dir = await exportLog('good', entries);
    const verified = await unpackRemitLedger(dir, { vkeys: [logKey.vkey] });
    expect(verified.ok && verified.value).toMatchObject({ origin, size: 2, integrity: 'digest-valid' });
    const asserted = await unpackRemitLedger(dir);
    expect(asserted.ok && asserted.value).toMatchObject({ integrity: 'unanchored' });
    expect(asserted.ok && asserted.value.why).toContain('asserted');
    const other = ed25519Signer('somebody.else/log', sha256(utf8('else')));
    const foreign = await unpackRemitLedger(dir, { vkeys: [other.vkey] });
    expect(foreign.ok && foreign.value.integrity).toBe('digest-invalid');
    const changed = await exportLog('changed', [entries[0] ?? new Uint8Array(), utf8('{"changed":true}')]);
    const contradicted = await unpackRemitLedger(changed, { vkeys: [logKey.vkey] });
    expect(contradicted.ok && contradicted.value).toMatchObject({ integrity: 'digest-invalid' });
  });

  it('[ingest-others.remit-leaves] the lines are the leaves, byte for byte', async () => {
    const dir = await exportLog('top', entries, '');
    const read = await unpackRemitLedger(dir, { vkeys: [logKey.vkey] });
    const lines = read.ok ? fromUtf8(read.value.lines)?.split('\n') : undefined;
    expect(lines).toEqual([...entries.map(fromUtf8), '']);
  });

  it('reads nothing beside the log of a data folder', async () => {
    const dir = await exportLog('data-folder', entries);
    mkdirSync(join(dir, 'secrets'));
    // A name that no export has would be refused, had it been looked at.
    writeFileSync(join(dir, 'secrets/.vault key'), 'secret');
    const read = await unpackRemitLedger(dir);
    expect(read.ok && read.value.size).toBe(2);
  });

  it('says what is wrong with an export', async () => {
    const short = await unpackRemitLedger(await exportLog('short', entries.slice(0, 1)));
    expect(short.ok ? '' : short.error).toContain('does not hold all 2 records');
    const newline = await unpackRemitLedger(await exportLog('newline', [decisionBytes, utf8('{\n}')]));
    expect(newline.ok ? '' : newline.error).toContain('holds a newline');
    const key = await unpackRemitLedger(await exportLog('key', entries), { vkeys: ['nonsense'] });
    expect(key.ok ? '' : key.error).toContain('is no verifier key');
    const empty = mkdtempSync(join(folder, 'empty'));
    const none = await unpackRemitLedger(empty);
    expect(none.ok ? '' : none.error).toContain('it holds no checkpoint');
  });

  it('opens a pack that an earlier version wrote', async () => {
    const root = fileURLToPath(new URL('../../../../../test/fixtures/0.1.0/', import.meta.url));
    expect(existsSync(join(root, 'pack.zip'))).toBe(true);
    const trust = readFileSync(join(root, 'trust'), 'utf8');
    const vkey = /^log (\S+)/m.exec(trust)?.[1] ?? '';
    const read = await unpackRemitLedger(join(root, 'pack.zip'), { vkeys: [vkey] });
    expect(read.ok && read.value.integrity).toBe('digest-valid');
    const lines = read.ok ? (fromUtf8(read.value.lines)?.split('\n').slice(0, -1) ?? []) : [];
    const kinds = lines.map((line) => mapRecord(remitLedger, JSON.parse(line) as object).kind);
    expect(kinds).toContain('tool-call');
    expect(new Set(lines.map((line) => toHex(sha256(utf8(line))))).size).toBe(lines.length);
  });
});
