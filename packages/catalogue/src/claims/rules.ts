/**
 * What no text of Remit may say (compliance reference §8, §15, §16): claims that only a person, a court or a notified body
 * could make, and sentences about the law that are known to be wrong.
 */

/** One rule. A match counts unless a negation stands before it in its sentence, or `unless` matches the sentence. */
export interface ClaimRule {
  readonly id: string;
  readonly pattern: RegExp;
  /** What is wrong with it, and what would be right. */
  readonly says: string;
  /** Sentences in which the match is right. */
  readonly unless?: RegExp;
}

/** `a` and `b` in one sentence within `gap` characters, in either order. */
function near(a: string, b: string, gap = 80): RegExp {
  return new RegExp(`(?:${a})[^.;]{0,${gap}}(?:${b})|(?:${b})[^.;]{0,${gap}}(?:${a})`, 'iu');
}

const art = (number: string) => `(?:article|art\\.?) ?${number}\\b(?!\\d)`;

/** Claims. */
const claims: readonly ClaimRule[] = [
  {
    id: 'claim.compliant',
    pattern:
      /\b(?:non-?)?compliant\b|\bin compliance with\b|\bcompl(?:ies|ied) with\b|\bcompliance (?:is |was )?(?:achieved|ensured|guaranteed|proven)\b/iu,
    says: 'Remit never calls anything or anybody compliant.',
  },
  { id: 'claim.certified', pattern: /\bcertif(?:ied|ies|ication)\b/iu, says: 'Remit certifies nothing.' },
  {
    id: 'claim.satisfied',
    pattern: near(
      '\\b(?:articles?|art\\.?|annex) (?:[0-9]+|[IVX]+)(?:\\([0-9a-z]+\\))*',
      '\\b(?:is|are|was|were|has been|have been|fully)? ?(?:satisfied|fulfilled|complied|passed|met)\\b',
      60,
    ),
    says: 'No article is satisfied, met or passed by a record. Use the seven status words.',
  },
  {
    id: 'claim.approved',
    pattern:
      /\b(?:regulator|authority|notified[- ]body|government)[- ]?(?:approved|accepted|endorsed)\b|\b(?:approved|endorsed) by (?:a |the )?(?:regulator|authorit|notified body|commission)/iu,
    says: 'No authority has approved anything here.',
  },
  {
    id: 'claim.score',
    pattern: /\bscor(?:e|es|ed|ing)\b|\b\d{1,3} ?% (?:compliant|ready|conform|complete)/iu,
    says: 'Remit gives no scores.',
  },
  { id: 'claim.tick', pattern: /[\u2713\u2714\u2705\u2611\u{1F7E2}]/u, says: 'No ticks: they read as a conclusion.' },
  {
    id: 'claim.guarantee',
    pattern: /\bguarantees?\b|\bguaranteed\b/iu,
    says: 'Remit guarantees nothing about the law.',
  },
  {
    id: 'claim.sufficient',
    pattern: /\bevidence (?:is |was )?sufficient\b|\bsufficient evidence\b/iu,
    says: 'Counting is not sufficiency.',
  },
  { id: 'claim.notified-body-pack', pattern: /\bnotified[- ]body pack\b/iu, says: 'There is no such pack.' },
];

/** Errors of law that were found in other products. */
const errors: readonly ClaimRule[] = [
  {
    id: 'law.26-10',
    pattern: near('26\\(10\\)', '\\b(?:log|logs|logging|record|records|retention|retain)\\b'),
    says: "The deployer's duty to keep logs is Article 26(6); 26(10) is about post-remote biometric identification.",
  },
  {
    id: 'law.61',
    pattern: near(`(?:${art('61')}|\\b61\\(1\\))`, '\\bmonitoring\\b'),
    says: 'Post-market monitoring is Article 72; Article 61 is informed consent.',
  },
  {
    id: 'law.9-7',
    pattern: near('9\\(7\\)', '\\btest(?:s|ed|ing)?\\b'),
    unless: /9\(6\)/,
    says: 'Testing is Article 9(6) to (8).',
  },
  { id: 'law.9-4', pattern: /\b9\(4\)\([a-z]\)/iu, says: 'Article 9(4) has no points.' },
  { id: 'law.12-4', pattern: /\b12\(4\)/u, says: 'Article 12 has three paragraphs.' },
  { id: 'law.12-2-d', pattern: /\b12\(2\)\([d-z]\)/u, says: 'Article 12(2) has points (a) to (c).' },
  {
    id: 'law.12-retention',
    pattern: near('12\\(2\\)', '\\b(?:retention|retained|retain|months)\\b', 60),
    says: 'Retention is Articles 19(1) and 26(6).',
  },
  {
    id: 'law.62',
    pattern: near(`(?:${art('62')}|\\b62\\(1\\))`, '\\bincidents?\\b'),
    says: 'Serious incidents are Article 73.',
  },
  {
    id: 'law.49-4',
    pattern: near('49\\(4\\)', '\\bidentity\\b'),
    says: 'Article 49(4) is the restricted section of the EU database.',
  },
  {
    id: 'law.12-3',
    pattern: near('12\\(2\\)', '\\breference database\\b|\\bperiod of each use\\b'),
    says: 'Those fields are Article 12(3) and concern remote biometric identification only.',
  },
  {
    id: 'law.reference-database',
    pattern: near('\\breference database\\b', 'gen_ai\\.|\\bmodel provider\\b'),
    says: 'A reference database is the one that biometric input is compared with.',
  },
  {
    id: 'law.tamper',
    pattern: near(
      art('12'),
      '(?:requires?|required|requirement|mandates?|mandated|demands?|obliges?|under)\\b[^.;]{0,60}\\b(?:tamper|hash|signature|signed|integrity|immutab)|\\b(?:tamper|hash|signature|integrity|immutab)[^.;]{0,60}\\b(?:requires?|required|mandated|demanded|requirement)',
      80,
    ),
    says: 'Article 12 requires automatic recording; integrity is an additional property that Remit supplies.',
  },
  {
    id: 'law.12-title',
    pattern: near(art('12'), '\\btransparency\\b', 12),
    says: 'Article 12 is record-keeping; transparency is Articles 13 and 50.',
  },
  {
    id: 'law.annex-iv',
    pattern: near(
      '\\bannex iv\\b',
      '\\b(?:five|5|six|6|seven|7|eight|8|ten|10) (?:sections|points|parts|items)\\b',
      60,
    ),
    says: 'Annex IV has nine points.',
  },
  {
    id: 'law.death',
    pattern: near('\\bdeaths?\\b', '\\b(?:2|two) days\\b'),
    says: 'A death is reported within 10 days; 2 days are for widespread infringements and Article 3(49)(b).',
  },
  {
    id: 'law.deadline',
    pattern: near(
      '\\b(?:article|art\\.?) ?(?:6|8|9|1[0-9]|2[0-7])\\b|\\bhigh-risk\\b|\\blogging\\b|\\brecord-keeping\\b|\\bdeadline\\b',
      '\\b0?2[. ](?:august|aug|0?8)[. ]+2026|2026-08-02|august 2,? 2026',
      140,
    ),
    unless: /as published|replaced|deferred|reading A/iu,
    says: 'Chapter III sections 1 to 3 apply from 2 December 2027 (Annex III) and 2 August 2028 (Annex I).',
  },
  {
    id: 'law.colorado',
    pattern: /\bSB ?-?(?:24-205|21-169)\b/iu,
    unless: /repealed/iu,
    says: 'SB 24-205 was repealed; SB 26-189 applies from 1 January 2027.',
  },
  {
    id: 'law.days',
    pattern: near('\\b(?:180|90|49)[- ]?days?\\b', '\\b(?:retention|retain|retained|kept|keep|logs?)\\b'),
    says: 'At least six calendar months, which are 181 to 184 days.',
  },
  {
    id: 'law.withdrawal',
    pattern: near('\\b(?:10|ten)[- ]years?\\b', '\\bafter (?:its |the )?withdraw', 60),
    says: 'Ten years run from placing on the market or putting into service.',
  },
];

/** All rules: claims first. */
export const claimRules: readonly ClaimRule[] = [...claims, ...errors];
