/** The steps about what is in the log and the pack: files, records, pairing, commitments, scopes, derived files. */
import { fromUtf8, rfc3339, utf8 } from '@remit/core';
import { describe, expect, it } from 'vitest';
import { packFromFiles } from '../pack/pack-source.ts';
import { paths } from '../projection/pack-core.ts';
import { stepOf } from '../testing/expect-step.ts';
import { forge, remanifest } from '../testing/forge.ts';
import type { TestKey } from '../testing/ledger.ts';
import { TEST_START, testLogKey, testTrust } from '../testing/ledger.ts';
import type { TestPack } from '../testing/pack.ts';
import { honestPack, packOf } from '../testing/pack.ts';
import { honestStory, readContext, startStory } from '../testing/story.ts';
import type { TrustFile } from '../trust.ts';
import { parseTrust } from '../trust.ts';
import type { VerifyReport } from '../verify-pack.ts';
import { verifyPack } from '../verify-pack.ts';

const verify = (pack: TestPack, files: ReadonlyMap<string, Uint8Array> = pack.files): Promise<VerifyReport> =>
  verifyPack(packFromFiles(files), pack.trust, pack.now);

/** The steps that are neither ok nor not applicable. */
const notOk = (report: VerifyReport) =>
  report.steps.filter((s) => s.status !== 'ok' && s.status !== 'not-applicable').map((s) => `${s.name} ${s.status}`);

function change(pack: TestPack, path: string, edit: (text: string) => string): Map<string, Uint8Array> {
  const before = fromUtf8(pack.files.get(path) ?? new Uint8Array()) ?? '';
  const after = edit(before);
  if (after === before) throw new Error(`nothing was changed in ${path}`);
  return new Map([...pack.files, [path, utf8(after)]]);
}

describe('files', () => {
  it('[verify.manifest] every file altered alone is found, whichever it is', async () => {
    const pack = await honestPack(20);
    for (const [path, bytes] of pack.files) {
      const altered = Uint8Array.from(bytes);
      altered[altered.length >> 1] = (altered[altered.length >> 1] ?? 0) ^ 1;
      expect((await verify(pack, new Map([...pack.files, [path, altered]]))).result, path).toBe('FAIL');
    }
  });

  it('[verify.manifest] every file dropped is found, and every file added', async () => {
    const pack = await honestPack(20);
    for (const path of pack.files.keys()) {
      const files = new Map(pack.files);
      files.delete(path);
      expect((await verify(pack, files)).result, path).toBe('FAIL');
    }
    expect((await verify(pack, new Map([...pack.files, ['extra.txt', utf8('x')]]))).result).toBe('FAIL');
  });

  it('[verify.derived] every file altered together with the manifest is found', async () => {
    const pack = await honestPack(20);
    let found = 0;
    for (const path of pack.files.keys()) {
      // The verifier's own copy is not derived from anything; a reader takes it from elsewhere.
      if (path === paths.manifest || path === paths.verifier) continue;
      const files = new Map(pack.files);
      const altered = Uint8Array.from(files.get(path) ?? []);
      altered[altered.length >> 1] = (altered[altered.length >> 1] ?? 0) ^ 1;
      files.set(path, altered);
      expect((await verify(pack, remanifest(files, pack.core))).result, path).toBe('FAIL');
      const dropped = new Map(pack.files);
      dropped.delete(path);
      expect((await verify(pack, remanifest(dropped, pack.core))).result, path).toBe('FAIL');
      found += 2;
    }
    const more = new Map([...pack.files, ['09_attestations/1.json', utf8('{}')]]);
    expect((await verify(pack, remanifest(more, pack.core))).result).toBe('FAIL');
    console.log(`derived or carried files altered together with the manifest: ${found}, all found`);
  });

  it('[verify.derived] other inputs in the manifest do not fit the files', async () => {
    const pack = await honestPack(20);
    for (const inputs of [
      { from: rfc3339(TEST_START + 5000) },
      { system: 'loan-triage-eu' },
      { software: 'other 1' },
    ]) {
      const core = { ...pack.core, inputs: { ...pack.core.inputs, ...inputs } };
      const report = await verify(pack, remanifest(new Map(pack.files), core));
      expect(notOk(report)).toContain('derived fail');
    }
  });

  it('[verify.newer-rules] rules of a newer version are INCOMPLETE and say what to do; the log is still checked', async () => {
    const pack = await honestPack(20);
    const files = change(pack, paths.manifest, (text) =>
      text.replace('remit.projection/2', 'remit.projection/3').replace('"now":', '"catalogue": "of 2031",\n"now":'),
    );
    const report = await verify(pack, files);
    expect(report.result).toBe('INCOMPLETE');
    expect(stepOf(report, 'manifest').says).toEqual([
      'this pack was written by a newer version of the rules (remit.projection/3); get a verifier of that version',
    ]);
    const ok = report.steps.filter((step) => step.status === 'ok').map((step) => step.name);
    expect(ok).toEqual(['trust', 'container', 'checkpoint', 'origin', 'witnesses', 'tree', 'freshness']);
    const path = '12_integrity/tile/entries/000.p/20';
    const entries = Uint8Array.from(pack.files.get(path) ?? []);
    entries[100] = (entries[100] ?? 0) ^ 1;
    expect((await verify(pack, new Map([...files, [path, entries] as const]))).result).toBe('FAIL');
  });

  it('[verify.newer-rules] rules that do not exist, and a pack that names other rules of ours than it was written by', async () => {
    const pack = await honestPack(20);
    const named = (rules: string) => change(pack, paths.manifest, (text) => text.replace('remit.projection/2', rules));
    const odd = await verify(pack, named('remit.projection/02'));
    expect(stepOf(odd, 'manifest').says[0]).toMatch(/^this pack names rules that no version/);
    expect(odd.result).toBe('INCOMPLETE');
    expect(notOk(await verify(pack, named('remit.projection/1')))).toContain('derived fail');
  });

  it('[verify.tiles] a tile altered under intact bundles fails, and the reverse', async () => {
    const pack = await honestPack(300);
    for (const path of pack.files.keys()) {
      if (!path.startsWith('12_integrity/tile/')) continue;
      const files = new Map(pack.files);
      const altered = Uint8Array.from(files.get(path) ?? []);
      altered[altered.length - 1] = (altered[altered.length - 1] ?? 0) ^ 1;
      files.set(path, altered);
      const report = await verify(pack, remanifest(files, pack.core));
      expect(stepOf(report, 'tree').status, path).toBe('fail');
    }
    const more = new Map([...pack.files, ['12_integrity/tile/1/001', new Uint8Array(32)]]);
    expect(stepOf(await verify(pack, remanifest(more, pack.core)), 'tree').status).toBe('fail');
  });
});

describe('records', () => {
  it('[verify.genesis] the genesis must name the trusted key, stand first and stand alone', async () => {
    const { ledger } = honestStory(14);
    const other = testLogKey(ledger.origin, ' other');
    const pack = await packOf(ledger, { checkpoint: await ledger.checkpoint({ key: other }) });
    const trusted = { ...pack, trust: trusting(other) };
    expect(stepOf(await verify(trusted), 'genesis').status).toBe('fail');
    ledger.append({ t: 'genesis', gen: { vkey: ledger.logKey.vkey, software: 'remit 0.1.0' } });
    expect(stepOf(await verify(await packOf(ledger)), 'genesis').status).toBe('fail');
  });

  it('[verify.records] an entry that is not strictly a record fails', async () => {
    const entries: Record<string, string> = {
      'not JSON': 'hello',
      'a duplicate key': '{"a":1,"a":1}',
      'not canonical': '{"v":1, "t":"gap"}',
      'an unknown type': '{"t":"party","v":1}',
      'a number that rounds': '{"t":9007199254740993}',
    };
    for (const [name, entry] of Object.entries(entries)) {
      const { ledger } = honestStory(14);
      const honest = await packOf(ledger);
      ledger.appendRaw(utf8(entry));
      const core = { ...honest.core, checkpoint: await ledger.checkpoint() };
      const report = await verify(honest, await forge(core, ledger.entries));
      expect(stepOf(report, 'tree').status, name).toBe('ok');
      expect(stepOf(report, 'records').status, name).toBe('fail');
      expect(report.result).toBe('FAIL');
    }
  });

  it('[verify.sequences] a hole in a writer or session sequence is never PASS, a repeat fails', async () => {
    const hole = startStory();
    hole.read();
    hole.ledger.append({
      t: 'session.close',
      s: { id: 'session-1', n: 9 },
      who: hole.agentWho,
      ses: { why: 'shutdown' },
    });
    expect(notOk(await verify(await packOf(hole.ledger)))).toEqual(['sequences incomplete']);
    const repeat = startStory();
    repeat.read();
    repeat.ledger.append({
      t: 'session.close',
      s: { id: 'session-1', n: 1 },
      who: repeat.agentWho,
      ses: { why: 'shutdown' },
    });
    expect(notOk(await verify(await packOf(repeat.ledger)))).toEqual(['sequences fail']);
  });

  it('[verify.causes] a cause that no earlier record is fails', async () => {
    const { ledger } = startStory();
    ledger.append({ t: 'gap', cause: ['A'.repeat(43)], gap: { kind: 'outcome-not-durable', why: 'made up' } });
    expect(notOk(await verify(await packOf(ledger)))).toEqual(['causes fail']);
  });
});

describe('pairing', () => {
  it('[verify.pairing] a decision with neither outcome nor gap is INCOMPLETE and an exception', async () => {
    const story = startStory();
    story.read({ answered: false });
    const report = await verify(await packOf(story.ledger));
    expect(notOk(report)).toEqual(['pairing incomplete']);
    expect(report.result).toBe('INCOMPLETE');
    expect(report.exceptions.map((e) => [e.kind, e.severity, e.explainedInLog])).toEqual([
      ['decision_without_outcome', 'high', false],
    ]);
  });

  it('[verify.pairing] one that a gap record explains is an open exception and can pass', async () => {
    const story = startStory();
    const { decision } = story.read({ answered: false });
    story.ledger.append({
      t: 'gap',
      cause: [decision.leaf],
      gap: { kind: 'decision-without-outcome', why: 'the process ended' },
    });
    const report = await verify(await packOf(story.ledger));
    expect(report.result).toBe('PASS');
    expect(report.exceptions.map((e) => [e.kind, e.severity, e.explainedInLog, e.disposition])).toEqual([
      ['decision_without_outcome', 'medium', true, 'open'],
    ]);
  });

  it('[verify.pairing] an escalation that nobody answered counts the same', async () => {
    const story = startStory();
    const { escalated } = story.propose({ until: 'escalated' });
    expect(notOk(await verify(await packOf(story.ledger)))).toEqual(['pairing incomplete']);
    story.ledger.append({
      t: 'gap',
      cause: [escalated.leaf],
      gap: { kind: 'escalation-without-decision', why: 'the process ended' },
    });
    expect((await verify(await packOf(story.ledger))).result).toBe('PASS');
  });

  it('a call after the end of the period may still be open', async () => {
    const story = startStory();
    story.read();
    const to = rfc3339(story.ledger.now());
    story.read({ answered: false });
    const report = await verify(await packOf(story.ledger, { inputs: { to } }));
    expect(report.result).toBe('PASS');
    expect(stepOf(report, 'pairing').says.join()).toMatch(/1 call\(s\) after the end of the period/);
  });

  it('[verify.pairing] an outcome that follows from no decision fails', async () => {
    const story = startStory();
    const act = { srv: 'files', method: 'tools/call', tool: 'read_text_file' };
    story.ledger.append({ t: 'mcp.outcome', who: story.agentWho, act, out: { status: 'executed' } });
    const report = await verify(await packOf(story.ledger));
    expect(notOk(report)).toEqual(['pairing fail']);
    expect(report.exceptions.map((e) => e.kind)).toEqual(['outcome_without_decision']);
  });
});

describe('commitments', () => {
  const lines = (pack: TestPack) =>
    (fromUtf8(pack.files.get(paths.disclosures) ?? new Uint8Array()) ?? '').split('\n').slice(0, -1);

  it('[verify.disclosure] a disclosure that is swapped, re-serialised, dropped or for another record fails', async () => {
    const pack = await honestPack(20);
    const all = lines(pack);
    const value = (line: string) => JSON.parse(line) as { disclosure: string; field: string; record: string };
    const [first = '', second = ''] = all;
    const [a, b] = [value(first), value(second)];
    const spaced = Buffer.from(a.disclosure, 'base64url').toString('utf8').replace(',', ', ');
    const cases: Record<string, string[]> = {
      swapped: [
        JSON.stringify({ ...a, disclosure: b.disclosure }),
        JSON.stringify({ ...b, disclosure: a.disclosure }),
        ...all.slice(2),
      ],
      're-serialised': [
        JSON.stringify({ ...a, disclosure: Buffer.from(spaced).toString('base64url') }),
        ...all.slice(1),
      ],
      dropped: all.slice(1),
      'for no decision': [...all, JSON.stringify({ ...a, record: pack.core.inputs.origin.padEnd(26, 'X') })],
      'of another field': [JSON.stringify({ ...a, field: 'args' }), ...all.slice(1)],
      twice: [first, ...all],
    };
    for (const [name, kept] of Object.entries(cases)) {
      const files = change(pack, paths.disclosures, () => kept.map((line) => `${line}\n`).join(''));
      const report = await verify(pack, remanifest(files, pack.core));
      expect(report.result, name).toBe('FAIL');
      // The last two are refused when the file is read, before anything is compared.
      const refusedEarly = name === 'of another field' || name === 'twice';
      expect(stepOf(report, refusedEarly ? 'tree' : 'commitments').status, name).toBe('fail');
    }
  });

  it('[verify.disclosure-missing] a context that is withheld when the pack is made is MISSING, its verdict indeterminate', async () => {
    const { ledger } = honestStory(20);
    const [id = ''] = ledger.disclosures.keys();
    ledger.disclosures.delete(id);
    const report = await verify(await packOf(ledger));
    expect(notOk(report)).toEqual(['commitments fail']);
    expect(stepOf(report, 'commitments').says.join()).toMatch(/MISSING/);
    expect(report.exceptions.map((e) => e.kind)).toEqual(['scope_indeterminate']);
  });

  it('a decision that commits to no context is indeterminate, and the pack can pass', async () => {
    const story = startStory();
    const decision = story.decide({
      act: { srv: 'files', method: 'tools/call', tool: 'read_text_file' },
      context: readContext(story.ledger.now(), true),
      withoutContext: true,
    });
    story.answer(decision, { srv: 'files', method: 'tools/call', tool: 'read_text_file' });
    const report = await verify(await packOf(story.ledger));
    expect(report.result).toBe('PASS');
    expect(report.exceptions.map((e) => `${e.kind} ${e.says}`)).toEqual([
      'scope_indeterminate let through: files/read_text_file (field_missing_in_source)',
    ]);
  });
});

describe('scopes and decisions', () => {
  it('[verify.scopes] a missing scope file is INCOMPLETE and never in; another file under its name fails', async () => {
    const story = startStory();
    story.read();
    const source = story.ledger.blobs.get(story.scope.sha) ?? new Uint8Array();
    story.ledger.blobs.delete(story.scope.sha);
    const missing = await verify(await packOf(story.ledger));
    expect(notOk(missing)).toEqual(['scopes incomplete']);
    expect(missing.exceptions.map((e) => e.says)).toEqual(['let through: files/read_text_file (scope_unavailable)']);
    story.ledger.blobs.set(story.scope.sha, utf8(`${fromUtf8(source) ?? ''}# changed\n`));
    expect(notOk(await verify(await packOf(story.ledger)))).toEqual(['scopes fail']);
  });

  it('[verify.scopes] a tool definition that is missing is INCOMPLETE, one that was exchanged fails', async () => {
    const story = startStory();
    const { decision } = story.read();
    const sha = decision.record.t === 'mcp.decision' ? (decision.record.act.tool_sha ?? '') : '';
    story.ledger.blobs.set(sha, utf8('{"name":"something else"}'));
    expect(notOk(await verify(await packOf(story.ledger)))).toEqual(['scopes fail']);
    story.ledger.blobs.delete(sha);
    expect(notOk(await verify(await packOf(story.ledger)))).toEqual(['scopes incomplete']);
  });

  it('[verify.rerun] a permit that the scope does not give is out, an exception, and shown', async () => {
    const story = startStory();
    const act = { srv: 'files', method: 'tools/call', tool: 'read_text_file' };
    const decision = story.decide({
      act,
      context: readContext(story.ledger.now(), false),
      dec: 'permit',
      rules: ['read-assigned-case'],
    });
    story.answer(decision, act);
    const report = await verify(await packOf(story.ledger));
    expect(report.result).toBe('PASS');
    expect(report.exceptions.map((e) => [e.kind, e.severity])).toEqual([['scope_out', 'critical']]);
    expect(stepOf(report, 'decisions').says.join()).toMatch(/1 call\(s\) were let through outside the declared scope/);
  });
});

function trusting(key: TestKey): TrustFile {
  const trust = parseTrust(testTrust(key, ['w-one', 'w-two']));
  if (!trust.ok) throw new Error(trust.error);
  return trust.value;
}
