/** From a card's classification to the classes that rows of the catalogue ask for. */
import type { RiskClass } from '../data-types.ts';
import type { SystemCard } from './parse-card.ts';

/** The classes that the card declares. Classification is the act of the operator; nothing is inferred from the log. */
export function classesOf(card: SystemCard): RiskClass[] {
  const { class: of, point, also = [] } = card.classification;
  const classes = new Set<RiskClass>(['any']);
  if (of === 'annex-iii' || of === 'annex-i') classes.add('high-risk');
  if (of === 'annex-i') classes.add('annexI');
  if (of === 'annex-iii') classes.add('annexIII');
  if (of === 'not-high-risk') classes.add('not-high-risk');
  if (of === 'annex-iii' && point === '1(a)') classes.add('annexIII.1a');
  if (of === 'annex-iii' && point?.startsWith('2') === true) classes.add('critical-infrastructure');
  if (of === 'annex-iii' && (point === '5(b)' || point === '5(c)')) classes.add('fria');
  for (const more of also)
    if (more === 'law-enforcement') classes.add('restricted-register').add('post-remote-biometric');
    else classes.add(more);
  return [...classes].sort();
}
