/** The documents that a system's card makes due, and their places that nothing fills: what keeps a report a DRAFT. */
import type { Placeholder } from '../attest/open-items.ts';
import { classesOf } from '../card/classes.ts';
import type { AnnexInput } from './annex-iv.ts';
import { annexIvExport, annexIvPlaceholders } from './annex-iv.ts';
import type { AnnexVIIISection } from './annex-viii.ts';
import { annexViiiExport, annexViiiPlaceholders } from './annex-viii.ts';

/** Sections of Annex VIII that the card makes due: A, B for providers, C for public-authority deployers. */
export function registrationSections(input: AnnexInput): AnnexVIIISection[] {
  if (input.card?.kind !== 'ready') return [];
  const { card } = input.card;
  const classes = classesOf(card);
  const provider = card.role !== 'deployer';
  return [
    ...(provider && classes.includes('annexIII') ? (['A'] as const) : []),
    ...(provider && classes.includes('not-high-risk') ? (['B'] as const) : []),
    ...(card.role !== 'provider' && classes.includes('public-deployer') ? (['C'] as const) : []),
  ];
}

/**
 * Every open place. Without a card that can be read there is one: the card. Annex IV is due of providers of high-risk
 * systems, and while the class is undetermined.
 */
export function documentPlaceholders(input: AnnexInput): Placeholder[] {
  if (input.card?.kind !== 'ready')
    return [{ ref: 'system-card', asks: 'A system card that can be read: `remit system declare FILE`.' }];
  const { card } = input.card;
  const due = card.role !== 'deployer' && card.classification.class !== 'not-high-risk';
  return [
    ...(due ? annexIvPlaceholders(annexIvExport(input)) : []),
    ...registrationSections(input).flatMap((section) => annexViiiPlaceholders(annexViiiExport(input, section))),
  ];
}
