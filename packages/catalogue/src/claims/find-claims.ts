/** Finds forbidden claims in a text (compliance reference §8): allows negations, quoted law and identifiers, nothing else. */
import type { ClaimRule } from './rules.ts';
import { claimRules } from './rules.ts';

/** One finding. */
export interface ForbiddenClaim {
  readonly rule: string;
  /** The words that matched. */
  readonly match: string;
  /** The sentence in which they stand, as it was read. */
  readonly sentence: string;
  readonly says: string;
}

/** A negation before the match denies it. "not only" and "not merely" do not deny. */
const NEGATION =
  /\b(?:not(?! (?:only|merely|just))|never|no|nobody|nothing|neither|nor|without|cannot|isn't|aren't|doesn't)\b/iu;
/** A relation that turns the negation of the first half into a claim of the second. */
const TURN = /\b(?:but|however|instead|yet)\b/iu;

/** Every forbidden claim, in the order of the text. Works on plain text, HTML, Markdown and JSON alike. */
export function findForbiddenClaims(text: string): ForbiddenClaim[] {
  return sentencesOf(text).flatMap((sentence) => {
    const unquoted = withoutQuotedLaw(sentence);
    const bare = withoutIdentifiers(unquoted);
    // A wrong statement of law may well name an identifier.
    return claimRules.flatMap((rule) => findIn(rule.id.startsWith('law.') ? unquoted : bare, rule));
  });
}

function findIn(sentence: string, rule: ClaimRule): ForbiddenClaim[] {
  // Most sentences match nothing: the plain test is what they cost.
  if (!rule.pattern.test(sentence)) return [];
  return [...sentence.matchAll(new RegExp(rule.pattern.source, `${rule.pattern.flags}g`))]
    .filter((match) => !denied(sentence, match) && rule.unless?.test(sentence) !== true)
    .map(([match]) => ({ rule: rule.id, match, sentence: sentence.trim(), says: rule.says }));
}

/** True when a negation governs the match: it stands before the end of the match and nothing turns the sentence between. */
function denied(sentence: string, match: RegExpExecArray): boolean {
  const before = sentence.slice(0, match.index + match[0].length);
  const last = before.split(TURN).at(-1) ?? '';
  return NEGATION.test(last);
}

/** Sentences, table cells, lines, tags and JSON strings: attributes and comments are read too. A point inside a citation, a number or a file name ends nothing. */
function sentencesOf(text: string): string[] {
  return text
    .replace(/<\/?(?:b|i|em|strong|code|span|a|u|small|mark)\b[^>]*>/giu, '')
    .split(/(?<=[.!?;])(?<!\b(?:Art|No|e\.g|i\.e)\.)\s+|\\n|\n|[<>]|"\s*[,:\]}]|\|/u)
    .filter((sentence) => sentence.trim() !== '');
}

/**
 * Quoted law: a passage of at least three words in quotation marks, in a sentence that names an article, an annex or an
 * act. Threat: a claim in quotation marks ("compliant") is still a claim, so a short one stays.
 */
function withoutQuotedLaw(sentence: string): string {
  if (!/\b(?:Article|Art\.|Annex|Regulation|Directive)\b/u.test(sentence)) return sentence;
  return sentence.replace(/[“"«„]([^”"»“]*)[”"»“]/gu, (whole, inner: string) =>
    inner.trim().split(/\s+/u).length >= 3 ? ' ' : whole,
  );
}

/** Identifiers: code, addresses, names with an underscore, a capital or a hash inside. They are names, not sentences. */
function withoutIdentifiers(sentence: string): string {
  return sentence
    .replace(/`[^`]*`/gu, ' ')
    .replace(/\b[a-z][a-z0-9+.-]{0,30}:\/\/\S+/giu, ' ')
    .replace(/\b[A-Za-z0-9]*(?:[a-z][A-Z]|_)[A-Za-z0-9_]*\b/gu, ' ')
    .replace(/(?<!\S)\S*#[A-Za-z]\S*/gu, ' ');
}
