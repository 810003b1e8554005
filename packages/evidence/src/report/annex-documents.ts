/**
 * The chapter on the documents after Annex IV and VIII: every block with what fills it and the ids behind it, or MISSING
 * (compliance reference §3, §4). In full where the card makes a document due; otherwise its completeness.
 */
import type { AnnexBlock, AnnexIvExport, AnnexVIIIExport, DueDocument, RegistrationItem } from '@remit/catalogue';
import { dueDocuments } from '@remit/catalogue';
import type { AssembledPack } from '@remit/verify';
import type { Block, Cell } from './blocks.ts';

/** Rows of one block, and ids in one cell, on paper; the JSON holds all. */
const MOST_ROWS = 12;
const MOST_IDS = 4;

const HOW =
  'Computed from the system card in force, the attestations and the records of the period. What was observed never fills a place that needs a person. Whether a text is true and complete, and whether the card classifies the system rightly, is for people to judge.';

/** The blocks of the chapter; none in a pack without a system card. */
export function annexDocumentBlocks({ law }: Pick<AssembledPack, 'law'>): Block[] {
  if (law?.annexes === undefined) return [];
  const { iv, viii } = law.annexes;
  const card = law.card?.kind === 'ready' ? law.card.card : undefined;
  const due = card === undefined ? [] : dueDocuments(card);
  return [
    { kind: 'heading', level: 1, text: 'Annex IV and Annex VIII documents' },
    { kind: 'text', text: HOW },
    { kind: 'text', text: dueText(due, card === undefined) },
    { kind: 'heading', level: 2, text: 'Annex IV: technical documentation' },
    completeness(iv),
    ...(due.includes('IV') ? iv.blocks.filter(({ tags }) => !tags.includes('MISSING')).map(blockTable) : []),
    ...viii.flatMap((section) => sectionBlocks(section, due.includes(section.section))),
  ];
}

function dueText(due: readonly DueDocument[], unreadable: boolean): string {
  if (unreadable) return 'The system card in force cannot be read, so it is not said which of these documents are due.';
  const all = due.map((one) => (one === 'IV' ? 'Annex IV' : `Annex VIII Section ${one}`));
  return all.length === 0
    ? 'By the role and class that the card declares, none of these documents is due. They stand in 05_annexes/ all the same.'
    : `By the role and class that the card declares, due: ${all.join(', ')}. All documents stand in 05_annexes/.`;
}

function completeness({ blocks }: AnnexIvExport): Block {
  return {
    kind: 'table',
    table: {
      caption: 'Annex IV, completeness; each block in 05_annexes/annex-iv.json',
      head: ['Block', 'Content', 'Filled by', 'Left for a person'],
      widths: [1, 4, 3, 6],
      rows: blocks.map(({ ref, title, tags, open }) => [ref, title, tags.join(', '), open ?? 'nothing']),
    },
  };
}

function blockTable(block: AnnexBlock): Block {
  const open: readonly (readonly Cell[])[] = block.open === undefined ? [] : [['open', block.open, '']];
  const rows = [...partsOf(block), ...open];
  const shown = rows.slice(0, MOST_ROWS);
  const left = rows.length - shown.length;
  return {
    kind: 'table',
    table: {
      caption: `Annex IV, ${block.ref} ${block.title}: ${block.tags.join(', ')}`,
      head: ['How', 'What', 'Evidence'],
      widths: [2, 7, 5],
      rows: shown,
      ...(left > 0 ? { left: `${left} more in 05_annexes/annex-iv.json.` } : {}),
    },
  };
}

function partsOf({ observed, declared, linked, attested, notes }: AnnexBlock): (readonly Cell[])[] {
  return [
    ...declared.map(({ key, text, evidence }) => [`declared (${key})`, onOneLine(text), ids(evidence)]),
    ...linked.map((doc) => ['linked', linkedText(doc), ids(doc.evidence)]),
    ...attested.map(({ state, as, at, statement, evidence }) => [
      state === 'signed' ? 'attested' : `attestation, ${state.toUpperCase()}`,
      `${as}, ${at}: ${onOneLine(statement)}`,
      ids(evidence),
    ]),
    ...observed.map(({ says, count, evidence }) => ['observed', `${says} (${count})`, ids(evidence)]),
    ...notes.map((note) => ['note', note, '']),
  ];
}

function linkedText({ title, date, signedBy, sha256 }: AnnexBlock['linked'][number]): string {
  return `${title}, ${date}${signedBy === undefined ? '' : `, signed by ${signedBy}`}, SHA-256 ${sha256}`;
}

function ids(evidence: readonly string[]): Cell {
  const more = evidence.length - MOST_IDS;
  return { code: [...evidence.slice(0, MOST_IDS), ...(more > 0 ? [`and ${more} more`] : [])].join('\n') };
}

function onOneLine(text: string): string {
  return text.replace(/\s*\n\s*/gu, '; ');
}

function sectionBlocks(annex: AnnexVIIIExport, due: boolean): Block[] {
  const missing = annex.items.filter(({ state }) => state === 'MISSING').length;
  const heading: Block = { kind: 'heading', level: 2, text: `Annex VIII Section ${annex.section}` };
  if (!due)
    return [
      heading,
      {
        kind: 'text',
        text: `Not due by the card. ${annex.items.length} items, of which ${missing} are MISSING: 05_annexes/annex-viii-${annex.section}.json.`,
      },
    ];
  return [
    heading,
    { kind: 'text', text: annex.format },
    {
      kind: 'table',
      table: {
        caption: `Annex VIII Section ${annex.section}, items by their original numbers`,
        head: ['No', 'Item', 'Value', 'State', 'Evidence'],
        widths: [1, 4, 5, 3, 5],
        rows: annex.items.map((item) => [
          String(item.number),
          item.title,
          onOneLine(item.value ?? item.lawReference ?? ''),
          stateText(item),
          ids(item.evidenceRefs),
        ]),
      },
    },
  ];
}

function stateText({ state, attestedAt, publicationReview }: RegistrationItem): string {
  return [
    state,
    ...(attestedAt === undefined ? [] : [`attested ${attestedAt}`]),
    ...(publicationReview === undefined ? [] : [`publication review ${publicationReview}`]),
  ].join('; ');
}
