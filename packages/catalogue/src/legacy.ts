/**
 * Systems placed before Chapter III applied to them (Article 111(2) as replaced): caught only on significant changes in
 * their design, per type and model. What is printed are dates and declared changes; the call is a person's.
 */
import type { SystemCard } from './card/parse-card.ts';
import type { CatalogueRow } from './catalogue.ts';

/** What the card says about Article 111(2). */
export interface LegacyFacts {
  readonly placedOnMarket: string | { readonly absent: string };
  readonly typeModel: string | { readonly absent: string };
  /** The date on which the sections apply to the class that the card declares. */
  readonly chapterDate: string | { readonly absent: string };
  /** `indeterminate` when a date is missing. Never a conclusion: significance is attested (AIA-111-2). */
  readonly placedBefore: 'yes' | 'no' | 'indeterminate';
  /** Declared design changes on or after the date. */
  readonly changesSince: readonly { readonly date: string; readonly what: string }[];
}

/** The facts for Article 111(2). `requirement`: any row of Chapter III sections 1 to 3 in the law version of the report. */
export function legacyFacts(card: SystemCard, requirement: CatalogueRow): LegacyFacts {
  const of = card.classification.class === 'annex-i' ? 'annexI' : 'annexIII';
  const classified = card.classification.class === 'annex-i' || card.classification.class === 'annex-iii';
  const date = classified
    ? requirement.appliesFrom.reading_a.find((d) => d.for === of || d.for === 'any')?.from
    : undefined;
  const placed = card['first-placed-on-market'];
  const changes = card['significant-design-changes'] ?? [];
  return {
    placedOnMarket: placed ?? { absent: 'first-placed-on-market is not declared' },
    typeModel: card['type-model'] ?? { absent: 'type-model is not declared' },
    chapterDate: date ?? { absent: 'the card declares no high-risk class' },
    placedBefore: date === undefined || placed === undefined ? 'indeterminate' : placed < date ? 'yes' : 'no',
    changesSince: date === undefined ? [] : changes.filter((change) => change.date >= date),
  };
}
