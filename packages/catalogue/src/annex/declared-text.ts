/** Members of a system card as sentences for the annexes. Only what the card says; nothing is added. */
import type { SystemCard } from '../card/parse-card.ts';

/** The text of one key of the card, or nothing when the card does not have it. */
export function declaredText(card: SystemCard, key: string): { key: string; text: string }[] {
  const text = textOf(card, key);
  return text === undefined || text === '' ? [] : [{ key, text }];
}

function textOf(card: SystemCard, key: string): string | undefined {
  switch (key) {
    case 'purpose':
      return card.purpose;
    case 'version':
      return `version ${card.version}`;
    case 'trade-name':
      return card['trade-name'];
    case 'status':
      return card.status;
    case 'provider-entry':
      return card['provider-entry'];
    case 'provider':
    case 'deployer':
    case 'representative': {
      const party = card[key];
      return party === undefined ? undefined : `${party.name}, ${party.address}; ${party.contact}`;
    }
    case 'member-states':
      return card['member-states']?.join(', ');
    case 'not-high-risk-condition':
      return card.classification.condition === undefined
        ? undefined
        : `Article ${card.classification.condition}: ${card.classification.reason}`;
    case 'responsible':
      return card.responsible?.map((one) => `${one.function}: ${one.for}`).join('\n');
    case 'change-envelope':
      return card['change-envelope']
        ?.map((one) => `${one.id} (${one.what}${one.of === undefined ? '' : ` ${one.of}`}): ${one.says}`)
        .join('\n');
    case 'logging-plan':
      return card['logging-plan']
        ?.map((one) => `${one.id}: ${one.situation}; events ${one.events.join(', ')}`)
        .join('\n');
    case 'significant-design-changes':
      return card['significant-design-changes']?.map((one) => `${one.date}: ${one.what}`).join('\n');
    default:
      // Threat: a key that is misspelled in the data would silently read as missing.
      throw new TypeError(`no text for the key ${key} of a system card`);
  }
}
