/** What the outputs say and never say (compliance reference §8, §10, §11, §13, §15, §16). */
import { STATUS_WORDS } from '@remit/catalogue';
import { fromUtf8 } from '@remit/core';
import { DecisionTraceSchema } from '@remit/record';
import { beforeAll, describe, expect, it } from 'vitest';
import { packFromFiles } from '../pack/pack-source.ts';
import { renderVerifyReport } from '../render-report.ts';
import type { TestPack } from '../testing/pack.ts';
import { packOf } from '../testing/pack.ts';
import { everyTypeStory, readContext } from '../testing/story.ts';
import { verifyPack, verifySteps } from '../verify-pack.ts';
import { clauses, evidenceStatus } from './clauses.ts';
import { exceptionKinds } from './exception-kinds.ts';
import { paths } from './pack-core.ts';
import { NEVER_FILLED } from './trace-limits.ts';

let pack: TestPack;
let outputs: [string, string][] = [];

/** A story with something of everything: all record types, a breach, an unproven call, an open one. */
function eventful() {
  const story = everyTypeStory();
  const { read } = story.acts;
  story.answer(
    story.decide({ act: read, context: readContext(story.ledger.now(), false), dec: 'permit', rules: [] }),
    read,
  );
  story.answer(story.decide({ act: read, context: readContext(story.ledger.now(), true), withoutContext: true }), read);
  story.read({ answered: false });
  return story;
}

beforeAll(async () => {
  pack = await packOf(eventful().ledger);
  const report = await verifyPack(packFromFiles(pack.files), pack.trust, pack.now);
  const texts = [...pack.files].filter(([path]) => !path.startsWith('12_integrity/tile/'));
  outputs = [
    ...texts.map(([path, bytes]): [string, string] => [path, fromUtf8(bytes) ?? '']),
    ['terminal', renderVerifyReport(report)],
    ['steps', JSON.stringify(verifySteps)],
    ['kinds', JSON.stringify(exceptionKinds)],
    ['clauses', JSON.stringify(clauses)],
  ];
});

const json = (path: string) =>
  JSON.parse(outputs.find(([name]) => name === path)?.[1] ?? '') as Record<string, unknown>;
const NEGATED = /\b(?:not|never|no|nobody|nothing|neither|nor|without)\b/i;

describe('claims', () => {
  const forbidden: [string, RegExp][] = [
    ['compliant', /\bcompliant\b|\bnon-?compliant\b|\bcompliance\b/i],
    ['certified', /\bcertif/i],
    ['an article is satisfied', /\b(?:Article|Art\.?) \d+[^.]{0,60}\b(?:satisfied|fulfilled|met|passed)\b/i],
    ['a regulator approves', /\b(?:regulator|authority|notified body)[- ]?(?:approved|accepted)/i],
    ['a score', /\b(?:scor(?:e|es|ed|ing)|rating|grade)\b/i],
    ['a tick', /[\u2713\u2714\u2705\u2611\u{1F7E2}]/u],
    ['a guarantee', /\bguarantee/i],
    ['legal advice', /\blegal advice\b/i],
  ];
  it.each(forbidden)('[verify.no-overclaim] nothing says %s, except to deny it', (_name, pattern) => {
    for (const [path, text] of outputs)
      for (const sentence of text.split(/(?<=[.!?:;])\s|\\n|\n|</))
        expect(pattern.test(sentence) && !NEGATED.test(sentence) ? `${path}: ${sentence}` : '', path).toBe('');
  });

  const wrongLaw: [string, RegExp][] = [
    ['26(10) as deployer logging', /26\(10\)/],
    ['61 as post-market monitoring', /\b61\(1\)|Article 61\b/],
    ['12(4)', /12\(4\)/],
    ['retention from 12(2)', /12\(2\)[^.]{0,40}retention/i],
    ['2 August 2026 for Article 12', /2026-08-02|2 August 2026/],
    ['180 days', /\b180[ -]day/],
    ['tamper evidence as a duty of Article 12', /Article 12 requires[^.;]*(?:tamper|hash|signature|integrity)/i],
  ];
  it.each(wrongLaw)('[verify.law-regressions] nothing says %s', (_name, pattern) => {
    for (const [path, text] of outputs) expect(pattern.test(text) ? path : '').toBe('');
  });

  it('[verify.no-overclaim] goes red for a claim', () => {
    for (const claim of ['The system is compliant.', 'Article 12 is satisfied', 'certified by us', 'score: 98'])
      expect(
        forbidden.some(([, pattern]) => pattern.test(claim) && !NEGATED.test(claim)),
        claim,
      ).toBe(true);
  });
});

describe('the report', () => {
  it('[verify.status-words] uses only the seven status words, and an attestation line that evidence never changes', () => {
    const found = JSON.stringify(json(paths.report)).matchAll(/"status":"([^"]+)"/g);
    const words = new Set([...found].map((match) => match[1] ?? ''));
    const other = new Set(['DRAFT - not attested', 'ready', 'missing', 'unreadable']);
    for (const word of words)
      expect(other.has(word) || (STATUS_WORDS as readonly string[]).includes(word), word).toBe(true);
    for (const row of clauses) {
      expect(STATUS_WORDS).toContain(evidenceStatus(row, 1, 0));
      expect(evidenceStatus(row, 0, 0)).not.toBe('evidence_no_exceptions_found');
    }
  });

  it('[verify.exceptions-first] lists exceptions right after the cover', () => {
    const sections = json(paths.report)['sections'] as { section: number; title: string }[];
    expect(sections.slice(0, 2).map((s) => s.title)).toEqual(['Cover', 'Exceptions']);
    expect(sections.map((s) => s.section).sort((a, b) => a - b)).toEqual([...Array(16).keys()]);
    const readme = outputs.find(([path]) => path === paths.readme)?.[1] ?? '';
    expect(readme.indexOf('Exceptions first')).toBeLessThan(readme.indexOf('What this pack is<'));
  });

  it('[verify.report-limits] says whose log it is, what is not covered and that it is a draft', () => {
    const text = JSON.stringify(json(paths.report));
    for (const said of [
      'DRAFT - not attested',
      'whoever runs this Remit instance',
      'API keys that are used directly',
      'is not',
      '32024R1689@2026-07-27',
      '2027-12-02',
    ])
      expect(text).toContain(said);
  });

  it('the counts reconcile', () => {
    const rows = json(paths.population)['reconciliation'] as { says: string; holds: boolean }[];
    expect(rows.map((row) => row.holds)).toEqual([true, true, true]);
  });
});

describe('the first page', () => {
  it('[verify.readme] is self-contained and accessible', () => {
    const page = outputs.find(([path]) => path === paths.readme)?.[1] ?? '';
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|\bhref=|\bon\w+=|https?:/i);
    expect(page.match(/<h1>/g)).toHaveLength(1);
    expect(page.match(/<table>/g)?.length).toBe(page.match(/<caption>/g)?.length);
    expect(page.match(/<th /g)?.length).toBe(page.match(/<th scope="col">/g)?.length);
    expect(page).toContain('What this pack is not');
    expect(page).toContain('How to verify');
  });
});

describe('traces', () => {
  const lines = () => (outputs.find(([path]) => path === paths.traces)?.[1] ?? '').split('\n').slice(0, -1);

  it('[verify.trace-complete] every field of the decision trace is there or named absent with a reason', () => {
    const fields = [
      'system.id',
      'system.version',
      'system.riskClass',
      'lawVersion',
      'origin.kind',
      'actor.human.subjectRef',
      'actor.human.authN',
      'actor.agent.id',
      'actor.agent.version',
      'actor.agent.authN',
      'actor.delegation',
      'declaredScope.id',
      'input.classification',
      'input.provenance',
      'model',
      'decision.result',
      'decision.optionsConsidered',
      'decision.rationale',
      'decision.chosen',
      'toolCalls',
      'toolCalls.resource',
      'toolCalls.effectClass',
      'outcome',
      'outcome.legalOrSimilarEffect',
      'outcome.deliveredTo',
      'oversight',
      'scopeVerdict.overall',
      'agreement.decisionVsEffect',
      'custody.links',
      'doesNotAssert',
      'about',
      'session',
    ];
    for (const line of lines()) {
      const trace = DecisionTraceSchema.parse(JSON.parse(line));
      for (const field of fields) {
        const value = field
          .split('.')
          .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], trace);
        const there = value !== undefined && !(Array.isArray(value) && value.length === 0);
        expect(there || trace.absent[field] !== undefined, `${trace.traceId} ${field}`).toBe(true);
      }
      expect(trace.absent['model']).toBe('no LLM traffic through Remit');
    }
    expect(Object.keys(NEVER_FILLED).length).toBeGreaterThan(15);
  });

  it('[verify.four-facts] keeps declared scope, decision, effect and verdict apart', () => {
    const seen = new Set<string>();
    for (const line of lines()) {
      const { decision, toolCalls, scopeVerdict, agreement } = DecisionTraceSchema.parse(JSON.parse(line));
      seen.add(
        `${decision.result} ${toolCalls[0]?.effect.observed} ${scopeVerdict.overall} ${agreement.verdictVsDecision}`,
      );
    }
    expect([...seen].sort()).toEqual([
      'deny none out control-worked',
      'permit occurred in normal',
      'permit occurred indeterminate unproven-authorization',
      'permit occurred out scope-breach',
      'permit unknown in normal',
      'permit_with_conditions occurred in normal',
    ]);
  });

  it('[verify.custody-labels] every link has a label, asserted ones say by whom', () => {
    const labels = new Set<string>();
    for (const line of lines())
      for (const link of DecisionTraceSchema.parse(JSON.parse(line)).custody.links) {
        labels.add(link.status);
        expect(link.status === 'asserted', `${link.relation}`).toBe(link.assertedBy !== undefined);
      }
    expect([...labels].sort()).toEqual(['absent', 'asserted', 'verified']);
  });
});
