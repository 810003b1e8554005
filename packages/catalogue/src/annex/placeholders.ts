/** The documents that a system's card makes due, and their places that nothing fills: what keeps a report a DRAFT. */
import type { Placeholder } from '../attest/open-items.ts';
import type { SystemCard } from '../card/parse-card.ts';
import { annexIvExport, annexIvPlaceholders } from './annex-iv.ts';
import type { AnnexInput } from './annex-iv-types.ts';
import type { AnnexVIIISection } from './annex-viii.ts';
import { annexViiiExport, annexViiiPlaceholders } from './annex-viii.ts';

/** A document that a card can make due. */
export type DueDocument = 'IV' | AnnexVIIISection;

/** The documents that the card makes due, by its role and class. Whether the declaration is right is for people to judge. */
export function dueDocuments(card: SystemCard): DueDocument[] {
  return [...(annexIvDue(card) ? (['IV'] as const) : []), ...registrationSections(card)];
}

/** Of providers, unless the system is held not to be high-risk; while the class is undetermined, nothing is left out. */
function annexIvDue({ role, classification }: SystemCard): boolean {
  return role !== 'deployer' && classification.class !== 'not-high-risk';
}

/** Sections of Annex VIII that the card makes due: A or B of providers, C of public-authority deployers. */
export function registrationSections(card: SystemCard): AnnexVIIISection[] {
  const { class: of, also } = card.classification;
  const provides = card.role !== 'deployer';
  return [
    ...(provides && (of === 'annex-iii' || of === 'undetermined') ? (['A'] as const) : []),
    ...(provides && of === 'not-high-risk' ? (['B'] as const) : []),
    ...(card.role !== 'provider' && also?.includes('public-deployer') === true ? (['C'] as const) : []),
  ];
}

/** Every open place of the documents that are due. Without a card that can be read there is one: the card. */
export function documentPlaceholders(input: AnnexInput): Placeholder[] {
  if (input.card?.kind !== 'ready')
    return [
      { ref: 'system-card', asks: `A system card of ${input.system} that can be read: \`remit system declare FILE\`.` },
    ];
  const { card } = input.card;
  const { class: of } = card.classification;
  return [
    ...(of === 'undetermined'
      ? [{ ref: 'classification', asks: 'Declare the class of the system: it is undetermined.' }]
      : []),
    ...(annexIvDue(card) ? annexIvPlaceholders(annexIvExport(input)) : []),
    ...registrationSections(card).flatMap((section) => annexViiiPlaceholders(annexViiiExport(input, section))),
  ];
}
