import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogueFor, LAW_VERSIONS } from '../catalogue.ts';
import { evidenceCounts } from '../counts.ts';
import { annexIv, annexViii, law } from '../data.gen.ts';
import { statusMeanings } from '../status.ts';
import { findForbiddenClaims } from './find-claims.ts';
import { claimRules } from './rules.ts';

const rules = (text: string) => [...new Set(findForbiddenClaims(text).map(({ rule }) => rule))];

/** Compliance reference §16, and the claims of §8: wrong sentence, rule, right sentence. */
const cases: [string, string, string][] = [
  ['claim.compliant', 'The system is compliant.', 'Remit never calls a system compliant.'],
  [
    'claim.compliant',
    'This deployment complies with the AI Act.',
    'Nothing here says that it complies with the AI Act.',
  ],
  ['claim.certified', 'Certified by Remit', 'Nothing here is certified.'],
  ['claim.satisfied', 'Article 12 satisfied', 'Nothing says that Article 12 is satisfied.'],
  ['claim.satisfied', 'Requirements of Annex IV are fulfilled.', 'Requirements of Annex IV: MISSING.'],
  ['claim.approved', 'A regulator-approved format', 'No regulator-approved format exists.'],
  ['claim.score', 'Conformity score: 98', 'Remit gives no score.'],
  ['claim.tick', '✅ Article 12', 'Article 12: no_evidence'],
  ['claim.sufficient', 'Evidence sufficient (25 records)', 'evidence_no_exceptions_found (25 records)'],
  ['claim.notified-body-pack', 'The notified-body pack', 'The evidence pack'],
  ['claim.guarantee', 'We guarantee completeness.', 'Completeness is not guaranteed.'],
  ['law.26-10', 'Deployers keep logs under Article 26(10).', 'Deployers keep logs under Article 26(6).'],
  ['law.61', 'Post-market monitoring (Article 61(1))', 'Post-market monitoring (Article 72(1))'],
  ['law.9-7', 'Article 9(7): testing against thresholds', 'Article 9(6) to 9(8): testing against thresholds'],
  ['law.9-4', 'Risk control, 9(4)(a)', 'Risk control, 9(5)(a)'],
  ['law.12-4', 'Article 12(4) integrity of logs', 'Article 12(3) concerns biometric systems'],
  ['law.12-retention', 'Article 12(2): retention of logs', 'Article 19(1): retention of logs'],
  ['law.62', 'Serious incidents (Article 62)', 'Serious incidents (Article 73)'],
  ['law.49-4', 'Agent identity: Article 49(4)', 'Restricted register: Article 49(4)'],
  ['law.12-3', 'Article 12(2)(b): reference database', 'Article 12(3)(b): reference database'],
  ['law.12-2-d', 'Verifier, 12(2)(d)', 'Verifier, 12(3)(d)'],
  ['law.reference-database', 'Reference database = gen_ai.system', 'Reference database: the one that matched'],
  [
    'law.tamper',
    'Article 12 requires tamper-evident logs.',
    'Article 12 requires automatic recording; integrity is an additional property.',
  ],
  ['law.tamper', 'Hash chains are required by Article 12.', 'Hash chains are a property of the product.'],
  ['law.12-title', 'Article 12 (transparency)', 'Article 12 (record-keeping)'],
  ['law.annex-iv', 'All eight sections of Annex IV', 'All nine points of Annex IV'],
  ['law.annex-iv', 'Annex IV has 5 sections', 'Annex IV has nine points'],
  ['law.death', 'A death is reported within 2 days.', 'A death is reported within 10 days.'],
  [
    'law.deadline',
    'Article 12 applies from 2 August 2026.',
    'Article 12 applies from 2 December 2027 to systems of Annex III.',
  ],
  ['law.deadline', 'The high-risk deadline: 2026-08-02', 'Article 50 applies from 2026-08-02'],
  ['law.colorado', 'Colorado SB 24-205 impact assessments', 'Colorado SB 26-189 records'],
  ['law.days', 'Logs are kept for 180 days.', 'Logs are kept for six calendar months.'],
  ['law.days', '90-day retention', 'six-month retention'],
  [
    'law.withdrawal',
    'Kept for 10 years after the withdrawal of the system',
    'Kept for 10 years after placing on the market',
  ],
];

describe('forbidden claims', () => {
  it.each(cases)('[catalogue.regressions] %s: "%s"', (rule, wrong, right) => {
    expect(rules(wrong)).toContain(rule);
    expect(rules(right)).toEqual([]);
  });

  it('[claims.rules] every rule is shown by a case', () => {
    expect(claimRules.map(({ id }) => id).filter((id) => !cases.some(([rule]) => rule === id))).toEqual([]);
  });

  it('[claims.allowed] negations, quoted law and identifiers pass; disguises of claims do not', () => {
    expect(rules('Never the word compliant, and no score.')).toEqual([]);
    expect(rules('Article 42(3): “shall be presumed to be compliant with the requirements”.')).toEqual([]);
    expect(rules('Always `AIActCompliant`-free: dpv:AIActComplianceUnknown, https://w3id.org/x#compliant')).toEqual([]);
    expect(rules('The agent is "compliant".')).toEqual(['claim.compliant']);
    expect(rules('It is not only compliant but certified.')).toEqual(['claim.compliant', 'claim.certified']);
    expect(rules('Nobody doubts it, but the system is compliant.')).toEqual(['claim.compliant']);
    expect(rules('<td>Article 12</td><td>nothing</td><p>The log is <b>certified</b></p>')).toEqual(['claim.certified']);
    expect(rules('{"status":"compliant","no":"x"}')).toEqual(['claim.compliant']);
  });

  it('[claims.own] nothing that the catalogue says is forbidden', () => {
    const texts = [
      ...LAW_VERSIONS.map(catalogueFor),
      { annexIv, annexViii, statusMeanings, evidenceCounts, amendments: law.amendments },
    ].map((value) => JSON.stringify(value, null, 1));
    expect(texts.flatMap(findForbiddenClaims)).toEqual([]);
  });

  it('[claims.rules] never throws and finds a claim wherever it stands', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(findForbiddenClaims(`${text}\nThe system is compliant.\n`).length).toBeGreaterThan(0);
      }),
    );
  });
});

it('[claims.rules] long words cost no more than their length', () => {
  // A quadratic search over these would run into the time limit of the suite.
  for (const unit of ['a', 'a.', 'Ab', '_', 'a#'])
    expect(findForbiddenClaims(`${unit.repeat(200_000)}\nThe system is compliant.`).length).toBeGreaterThan(0);
});
