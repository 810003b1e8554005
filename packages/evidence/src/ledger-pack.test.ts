/** A pack from a running ledger with two witnesses: it verifies, and nothing of a person or a payload is in it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromUtf8, silentLogger, systemClock, utf8 } from '@remit/core';
import type { Ledger } from '@remit/ledger';
import { startLedger, startWitness } from '@remit/ledger';
import type { Recorded } from '@remit/record';
import { compileScope, parseScope } from '@remit/scope';
import type { PackSource } from '@remit/verify';
import { packFromZip, parseTrust, verifyPack } from '@remit/verify';
import { readContext, STORY_SCOPE } from '@remit/verify/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuiltPack } from './build-pack.ts';
import { buildPack } from './build-pack.ts';
import { scopeVerdictDraft } from './verdict-summary.ts';
import { zipPack } from './zip-pack.ts';

const ORIGIN = 'remit.test/evidence';
const SECRET_ARGUMENT = 'the-applicant-owes-money';
const SECRET_RESULT = 'bank-statement-of-case-1001';
const PERSON = 'ana.example@bank.test';
const APPLICANT = 'applicant-case-1001';

const folders: string[] = [];
const closing: (() => Promise<void>)[] = [];
const folder = () => {
  folders.push(mkdtempSync(join(tmpdir(), 'evidence-')));
  return folders.at(-1) ?? '';
};

let ledger: Ledger;
let trustText = '';
let built: BuiltPack;
let started = 0;

const build = (system?: string): Promise<BuiltPack> => {
  const reader = ledger.reader();
  const now = systemClock.now();
  return buildPack({
    reader,
    ...(system === undefined ? {} : { system }),
    period: { from: started, to: now - 1000 },
    now,
    software: 'remit 0.1.0',
    verifierSource: utf8('// the verifier\n'),
  }).finally(() => reader.close());
};

beforeAll(async () => {
  const open = (dir: string, witnesses: Parameters<typeof startLedger>[0]['witnesses']) =>
    startLedger({ dir, origin: ORIGIN, software: 'remit 0.1.0', clock: systemClock, logger: silentLogger, witnesses });
  const dir = folder();
  const first = await open(dir, []);
  await first.close();
  const witnesses = await Promise.all(
    ['one', 'two'].map(async (name) => {
      const witness = await startWitness({
        dir: folder(),
        name: `witness.test/${name}`,
        logs: [{ origin: ORIGIN, vkey: first.vkey }],
        listen: { host: '127.0.0.1', port: 0 },
        clock: systemClock,
        logger: silentLogger,
      });
      closing.push(() => witness.close());
      return { name, url: witness.url, vkey: witness.vkey };
    }),
  );
  ledger = await open(dir, witnesses);
  closing.unshift(() => ledger.close());
  trustText = `${[`log ${ledger.vkey}`, ...witnesses.map((w) => `witness ${w.name} ${w.vkey}`), 'group both all one two', 'quorum both'].join('\n')}\n`;
  started = systemClock.now() - 1;
  await recordStory();
  // A cosignature counts in whole seconds; the period ends a second before now.
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await ledger.record({ t: 'config.change', cfg: { sha: 'c'.repeat(64), software: 'remit 0.1.0' } }).durable;
  await ledger.sealHead({ witnessed: true });
  built = await build('loan-triage-eu');
});
afterAll(async () => {
  for (const close of closing) await close();
  for (const dir of folders) rmSync(dir, { recursive: true, force: true });
});

async function recordStory(): Promise<void> {
  const parsed = parseScope(STORY_SCOPE);
  if (!parsed.ok) throw new Error('the scope does not parse');
  const compiled = compileScope(parsed.value, utf8(STORY_SCOPE));
  const who = { sub: ledger.handle('person', PERSON), agent: compiled.agent };
  const about = [ledger.handle('affected', APPLICANT)];
  const scope = { id: compiled.id, sha: await ledger.put(utf8(STORY_SCOPE)) };
  const act = {
    srv: 'files',
    method: 'tools/call',
    tool: 'read_text_file',
    tool_sha: await ledger.put(utf8('{"name":"read_text_file"}')),
  };
  const dcl = {
    agent: compiled.agent,
    system: compiled.systemId,
    from: '2026-01-01T00:00:00.000Z',
    to: '2027-12-31T23:59:59.999Z',
  };
  const last: Recorded[] = [
    ledger.record({
      t: 'registry.change',
      chg: { what: 'key.create', ref: 'key-1', roles: ['caller'], of: who.sub, agent: who.agent },
    }),
    ledger.record({ t: 'tool.define', act, dfn: {} }),
    ledger.record({ t: 'scope.declare', who, scope, dcl }),
    ledger.record({
      t: 'policy.activate',
      scope,
      act_pol: { bundle_sha: compiled.bundleSha, compiler: compiled.compiler },
    }),
  ];
  for (const inside of [true, true, false]) {
    const decision = ledger.record(
      {
        t: 'mcp.decision',
        who,
        about,
        act,
        scope,
        pol: {
          bundle_sha: compiled.bundleSha,
          dec: inside ? 'permit' : 'deny',
          eval: 'evaluated',
          rules: [inside ? 'read-assigned-case' : 'read-assigned-case#when.path'],
        },
        absent: { model: 'no LLM traffic through Remit' },
      },
      {
        fields: {
          args: { kind: 'blob', bytes: utf8(JSON.stringify({ path: SECRET_ARGUMENT })), ctype: 'application/json' },
          ctx: { kind: 'value', value: readContext(systemClock.now(), inside) },
        },
        subjects: about,
      },
    );
    await decision.durable;
    last.push(decision);
    if (!inside) continue;
    last.push(
      ledger.record(
        { t: 'mcp.outcome', cause: [decision.leaf], who, about, act, scope, out: { status: 'executed', ms: 3 } },
        { fields: { result: { kind: 'blob', bytes: utf8(SECRET_RESULT), ctype: 'text/plain' } }, subjects: about },
      ),
    );
  }
  await Promise.all(last.map((recorded) => recorded.durable));
}

const trust = () => {
  const parsed = parseTrust(trustText);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
};
const verify = (source: PackSource) => verifyPack(source, trust(), systemClock.now());

describe('a pack from a running ledger', () => {
  it('[evidence.from-ledger] verifies with the keys of the log and both witnesses', async () => {
    const report = await verify(packFromZip(zipPack(built.files)));
    expect(report.steps.filter((s) => s.status === 'fail' || s.status === 'incomplete')).toEqual([]);
    expect(report).toMatchObject({ result: 'PASS', counts: { calls: 3, exceptions: 0 } });
    expect(built.warnings).toEqual([]);
    expect(built.verdict).toMatchObject({ in: 2, out: 1, indeterminate: 0, size: 3 });
  });

  it('[evidence.minimised] holds no argument, no result and no reference of a person', () => {
    for (const [path, bytes] of built.files) {
      const text = fromUtf8(bytes) ?? Buffer.from(bytes).toString('latin1');
      for (const secret of [SECRET_ARGUMENT, SECRET_RESULT, PERSON, APPLICANT])
        for (const form of [
          secret,
          Buffer.from(secret).toString('base64').slice(0, 16),
          Buffer.from(secret).toString('base64url').slice(0, 16),
        ])
          expect(text.includes(form), `${path} holds ${secret}`).toBe(false);
    }
  });

  it('[evidence.scope-verdict] its verdicts can be committed to in the ledger, and the next pack still passes', async () => {
    await ledger.record(scopeVerdictDraft(built.verdict)).durable;
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await ledger.record({ t: 'config.change', cfg: { sha: 'd'.repeat(64), software: 'remit 0.1.0' } }).durable;
    await ledger.sealHead({ witnessed: true });
    const next = await build();
    expect((await verify(packFromZip(zipPack(next.files)))).result).toBe('PASS');
    const lines = fromUtf8(next.files.get('07_traces.jsonl') ?? new Uint8Array()) ?? '';
    expect(lines.split('\n').length).toBe(4);
    expect(next.verdict.root).toBe(built.verdict.root);
  });

  it('[evidence.deterministic] a smaller signed size can be reported on again', async () => {
    const reader = ledger.reader();
    try {
      const [checkpoint] = [...reader.checkpoints()].slice(-1);
      const input = {
        reader,
        period: { from: started, to: systemClock.now() },
        now: 1_800_000_000_000,
        software: 'remit 0.1.0',
        verifierSource: utf8('x'),
      };
      const once = await buildPack({ ...input, size: checkpoint?.size ?? 0 });
      const again = await buildPack({ ...input, size: checkpoint?.size ?? 0 });
      expect(again.packId).toBe(once.packId);
      expect(zipPack(again.files)).toEqual(zipPack(once.files));
      await expect(buildPack({ ...input, size: 999_999 })).rejects.toMatchObject({ code: 'evidence.no-checkpoint' });
      await expect(buildPack({ ...input, period: { from: 2, to: 2 } })).rejects.toMatchObject({
        code: 'evidence.bad-period',
      });
    } finally {
      reader.close();
    }
  });
});
