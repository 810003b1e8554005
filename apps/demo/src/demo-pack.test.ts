/** One run of the whole demo, then the acceptance clauses over what it left. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LedgerReader } from '@remit/ledger';
import { openLedgerReader } from '@remit/ledger';
import type { DecisionTrace } from '@remit/record';
import { openBrowser } from '@remit/testing/browser';
import { redactPack } from '@remit/verify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assigned, foreign } from './cast/applicants.ts';
import { people } from './cast/people.ts';
import { modelOf } from './evidence/joined-calls.ts';
import type { ReadPack } from './evidence/read-pack.ts';
import { readPack } from './evidence/read-pack.ts';
import { isToolCall } from './evidence/trace-call.ts';
import type { RunFolder } from './run-folder.ts';
import { runFolderAt } from './run-folder.ts';
import type { Summary } from './summary.ts';
import { definitionOf, isByHand, isLoanCase, isUndeclared, missingFields } from './testkit/call-fields.ts';
import { processesNaming, startDemo } from './testkit/demo-process.ts';
import { filesUnder, findTexts, telltaleWords } from './testkit/name-search.ts';
import { jsonProblems } from './testkit/pack-json.ts';
import { pageProblems } from './testkit/report-pages.ts';
import { vaultTexts } from './testkit/vault-texts.ts';

const REMIT = fileURLToPath(new URL('../../remit/dist/main.js', import.meta.url));
const browser = await openBrowser();
const applicants = [...assigned, foreign].map(({ applicant }) => applicant);

describe('one run of the demo', () => {
  const demo = startDemo();
  const latest = join(demo.out, 'latest');
  let exitCode: number | null = null;
  let run: RunFolder;
  let pack: ReadPack;
  let calls: readonly DecisionTrace[];
  let summary: Summary;
  let reader: LedgerReader;

  beforeAll(async () => {
    exitCode = (await demo.ended).code;
    if (exitCode !== 0) throw new Error(demo.printed());
    const [name] = readdirSync(demo.out).filter((entry) => entry !== 'latest');
    run = runFolderAt(join(demo.out, name ?? ''));
    pack = readPack(join(latest, 'pack.zip'));
    calls = pack.traces.filter(isToolCall);
    // Shape: summary.ts writes it.
    summary = JSON.parse(readFileSync(join(latest, 'summary.json'), 'utf8')) as Summary;
    reader = openLedgerReader(run.bankData);
    console.log(`demo: ${pack.traces.length} calls, ${pack.inputs.size} records`);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    // Undefined when the demo did not get that far.
    (reader as LedgerReader | undefined)?.close();
    demo.clean();
  });

  it('[demo.last-line] exits 0 and ends with PASS and the path of the pack', () => {
    expect(exitCode).toBe(0);
    expect(demo.printed().trimEnd().split('\n').at(-1)).toBe(`PASS ${join(latest, 'pack.zip')}`);
  });

  it('[demo.leaves] leaves pack, summary and what the auditor got from elsewhere, and nothing that runs', () => {
    expect(readdirSync(latest, { recursive: true }).sort()).toEqual([
      'auditor',
      'auditor/trust',
      'auditor/verify.mjs',
      'pack.zip',
      'summary.json',
    ]);
    expect(processesNaming(demo.out) ?? []).toEqual([]);
    expect(readdirSync(demo.temporary)).toEqual([]);
  });

  it('[report.schemas] every JSON of its pack validates, and of the redacted variant', () => {
    expect(jsonProblems(pack.files)).toEqual([]);
    expect(jsonProblems(redactPack(pack.files))).toEqual([]);
  });

  it.skipIf(browser === undefined)(
    '[report.browser] its pages open from a folder without an error, a request or a serious problem for who cannot see, and print (skipped: no Chromium starts here)',
    { timeout: 120_000 },
    async () => {
      expect(browser === undefined ? [] : await pageProblems(browser, pack.files)).toEqual([]);
    },
  );

  it('[demo.forgeries] every forgery ends without PASS, the genuine pack with it', () => {
    expect(summary.verdicts).toEqual({
      'with the trust file': 'PASS',
      'without the trust file': 'INCOMPLETE',
      'one byte changed': 'FAIL',
      'tail cut off': 'FAIL',
      'history rewritten and signed with the log key': 'FAIL',
    });
    expect(readdirSync(run.forgeries).sort()).toEqual(['one-byte.zip', 'rewritten.zip', 'tail-cut.zip']);
  });

  it('[demo.verifier-anywhere] copied elsewhere, verify.mjs says PASS with the trust file and INCOMPLETE without', () => {
    const elsewhere = join(demo.out, 'elsewhere');
    cpSync(latest, elsewhere, { recursive: true });
    const empty = join(demo.out, 'empty');
    mkdirSync(empty);
    const verify = (...args: string[]) => {
      const script = join(elsewhere, 'auditor', 'verify.mjs');
      const node = spawnSync(process.execPath, [script, join(elsewhere, 'pack.zip'), ...args, '--json'], {
        cwd: empty,
        env: {},
      });
      // The verifier's own report.
      const { result } = JSON.parse(node.stdout.toString('utf8')) as { result: string };
      return [node.status, result];
    };
    expect(verify('--trust', join(elsewhere, 'auditor', 'trust'))).toEqual([0, 'PASS']);
    expect(verify()).toEqual([2, 'INCOMPLETE']);
  });

  it('[demo.pack-fields] every call has who, agent, client, server, tool, scope, rule, decision and outcome', () => {
    expect(calls.length).toBeGreaterThan(0);
    for (const trace of calls) expect(missingFields(trace), `${trace.decision.chosen} ${trace.traceId}`).toEqual([]);
  });

  it('[demo.pack-fields] every call to a tool that the scope declares has the digest of its definition', () => {
    const declared = calls.filter((trace) => !isUndeclared(trace));
    expect(declared.length).toBeGreaterThan(0);
    for (const trace of declared) expect(definitionOf(trace), trace.decision.chosen).toMatch(/^[0-9a-f]{64}$/);
  });

  it('[demo.pack-fields] so has every call to a tool that its server lists and the scope does not declare', () => {
    const hidden = calls.filter((trace) => isUndeclared(trace) && trace.toolCalls[0]?.tool !== 'no_such_tool');
    for (const trace of hidden) expect(definitionOf(trace), trace.decision.chosen).toMatch(/^[0-9a-f]{64}$/);
  });

  it('[demo.joined] each call of the agent is joined to the response that chose it, with its basis', () => {
    const ofAgent = calls.filter((trace) => !isByHand(trace));
    expect(ofAgent.length).toBe(15);
    for (const trace of ofAgent) {
      const { chosenBy, traceId } = trace;
      const basis = trace.actor.client?.name.startsWith('loan-triage-modern') ? 'tool-call-id' : 'argument-fingerprint';
      expect(chosenBy, trace.decision.chosen).toMatchObject({ status: 'asserted', basis });
      const request = pack.traces.find((one) => one.traceId === chosenBy?.traceId);
      const choice = request?.model?.chose[chosenBy?.choice ?? -1];
      expect(choice).toMatchObject({ id: chosenBy?.id, call: { traceId, status: 'asserted', basis } });
      expect(choice?.tool).toBe(`${trace.toolCalls[0]?.server.id}_${trace.toolCalls[0]?.tool}`);
    }
  });

  it('[demo.joined] the result of each joined call is in a later request, but for the call that the kill cut off', () => {
    const chosen = pack.traces.flatMap(({ model }) => model?.chose ?? []);
    const cutOff = chosen.filter(({ resultIn }) => resultIn === undefined);
    expect(cutOff.map(({ tool }) => tool)).toEqual(['everything_trigger-long-running-operation']);
  });

  it('[demo.injected] the call by hand that was let through is an exception, the one that nobody made too', () => {
    const injected = calls.filter(({ exceptions }) => exceptions.includes('call_without_choice'));
    expect(injected.map((trace) => [isByHand(trace), trace.decision.chosen, trace.decision.result])).toEqual([
      [true, 'tools/call files/list_directory', 'permit'],
    ]);
    expect(calls.filter(isByHand).map(({ chosenBy }) => chosenBy)).toEqual([undefined, undefined, undefined]);
    const ofModels = pack.exceptions.filter(({ kind }) => kind.includes('choice'));
    expect(ofModels.map(({ kind, count, says }) => [kind, count, says])).toEqual([
      ['call_without_choice', 1, 'files/list_directory'],
      ['choice_without_call', 1, 'files_move_file: no call in this log, and its result came back'],
    ]);
  });

  it('[demo.model-identity] the model stands in every trace, or why it is unknown', () => {
    for (const trace of pack.traces) {
      const model = modelOf(trace);
      if (isByHand(trace)) expect(trace.absent['model']).toMatch(/^unknown: /);
      else
        expect(model, trace.decision.chosen).toMatchObject({
          requested: 'triage-model',
          routed: 'replay-loan-triage',
          account: 'replay',
          provider: 'openai-compatible',
        });
      if (trace.outcome !== undefined && model !== undefined) expect(model.returned).toEqual(['replay-loan-triage']);
    }
  });

  it('[demo.replay-named] the replay is called what it is on the screen, in the pack and in the summary', () => {
    expect(summary.model.kind).toBe('replay');
    expect(demo.printed()).toContain('replay-loan-triage, a replay');
    expect(demo.printed()).toContain('replay says');
    expect(pack.traces.filter((trace) => modelOf(trace)?.account === 'replay')).toHaveLength(pack.traces.length - 3);
  });

  it('[demo.affected-person] every loan case has the handle of the person it concerns, which only the vault can read', () => {
    const cases = calls.filter(({ toolCalls: [call] }) => isLoanCase(call?.server.id, call?.tool));
    expect(cases.length).toBeGreaterThan(0);
    const read = cases.map((trace) => trace.about?.map((handle) => reader.subject(handle)) ?? []);
    for (const subjects of read) expect(subjects.length).toBeGreaterThan(0);
    const references = new Set(read.flat().map((subject) => `${subject?.kind} ${subject?.reference}`));
    expect([...references].sort()).toEqual(['affected case-1001', 'affected case-1002', 'affected case-2001']);
  });

  it("[demo.no-names] the vault's keys show the applicants' names, so the search below would see them", () => {
    const opened = vaultTexts(reader).join('\n');
    expect(applicants.map((name) => opened.split(name).length - 1 > 0)).toEqual([true, true, false]);
    // The third applicant's file was asked for twice and denied: what was not read is not in the vault either.
    const found = findTexts(new Map([['vault', Buffer.from(opened)]]), telltaleWords(applicants.slice(0, 2).join(' ')));
    expect(found).toHaveLength(telltaleWords(applicants.slice(0, 2).join(' ')).length);
  });

  it("[demo.no-names] no applicant's name is in any file of the data folder, of the logs or of the pack", () => {
    const words = applicants.flatMap(telltaleWords);
    expect(findTexts(filesUnder(run.applicants), words).length).toBeGreaterThan(0);
    const data = filesUnder(run.bankData);
    expect(data.size).toBeGreaterThan(10);
    for (const files of [data, filesUnder(run.logs), pack.files]) expect(findTexts(files, words)).toEqual([]);
  });

  it('[demo.no-names] no reference of an employee is in any file of the data folder or of the pack', () => {
    const references = Object.values(people);
    expect(findTexts(filesUnder(run.bankData), references)).toEqual([]);
    expect(findTexts(pack.files, references)).toEqual([]);
  });

  it('[demo.same-bytes] packs of the same size and clock are the same bytes', () => {
    const key = readFileSync(join(run.bankKeys, 'auditor'), 'utf8').trim();
    const { now, size } = pack.inputs;
    const { from, to } = summary.period;
    const again = ['one', 'two'].map((name) => {
      const path = join(demo.out, `${name}.zip`);
      const args = ['report', '--from', from, '--to', to, '--at-size', String(size), '--as-of', now, '--out', path];
      const made = spawnSync(process.execPath, [REMIT, ...args], {
        env: { REMIT_CONFIG: run.bankConfig, REMIT_KEY: key },
      });
      expect(made.stderr.toString('utf8') + made.status).toMatch(/0$/);
      return readFileSync(path);
    });
    expect(again[0]?.equals(again[1] ?? Buffer.alloc(0))).toBe(true);
    expect(again[0]?.equals(readFileSync(join(latest, 'pack.zip')))).toBe(true);
  }, 120_000);
});
