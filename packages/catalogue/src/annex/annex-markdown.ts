/** The annexes as Markdown that reads without a tool. Text of others is escaped: a card cannot write markup into a report. */
import type { AnnexBlock, AnnexIvExport } from './annex-iv-types.ts';
import type { AnnexVIIIExport, RegistrationItem } from './annex-viii.ts';

/** Annex IV as a document. */
export function annexIvMarkdown(annex: AnnexIvExport): string {
  const card =
    'absent' in annex.card
      ? `none (${annex.card.absent})`
      : `SHA-256 ${annex.card.sha256}, record ${annex.card.record}`;
  const keep = typeof annex.keepUntil === 'string' ? annex.keepUntil : `unknown (${annex.keepUntil.absent})`;
  return lines([
    `# Technical documentation after Annex IV: ${escaped(annex.system)}`,
    annex.notLegalAdvice,
    `Law version ${annex.lawVersion}. Made ${annex.madeAt}. System card: ${card}. To be kept until: ${keep}. ${annex.smallEnterpriseForm}`,
    ...legacyLines(annex),
    '## Completeness',
    table(
      ['Block', 'Filled by', 'Open'],
      annex.completeness.map(({ ref, tags, open }) => [ref, tags.join(', '), open ? 'yes' : 'no']),
    ),
    ...annex.blocks.flatMap(blockLines),
    `Digest of this documentation: SHA-256 ${annex.digest}`,
  ]);
}

function legacyLines({ legacy }: AnnexIvExport): string[] {
  if (legacy === undefined) return [];
  const text = (value: string | { readonly absent: string }) =>
    typeof value === 'string' ? value : `unknown (${value.absent})`;
  return [
    `Article 111(2): placed on the market ${text(legacy.placedOnMarket)}; the sections apply to its class from ${text(legacy.chapterDate)}; placed before: ${legacy.placedBefore}; type and model ${escaped(text(legacy.typeModel))}; declared changes of design since: ${legacy.changesSince.length}. Whether a change is significant is for people to judge.`,
  ];
}

function blockLines(block: AnnexBlock): string[] {
  return [
    `## ${block.ref} ${block.title}`,
    `**${block.tags.join(', ')}**`,
    ...block.observed.map((fact) => `- observed: ${escaped(fact.says)} (${fact.count}; ${fact.evidence.join(', ')})`),
    ...block.declared.map((part) => `- declared (${part.key}; ${part.evidence.join(', ')}): ${escaped(part.text)}`),
    ...block.linked.map(
      (doc) =>
        `- linked: ${escaped(doc.title)}, ${doc.date}${doc.signedBy === undefined ? '' : `, signed by ${escaped(doc.signedBy)}`}, SHA-256 ${doc.sha256} (${doc.evidence.join(', ')})`,
    ),
    ...block.attested.map(
      (one) =>
        `- ${one.state === 'signed' ? 'attested' : `attestation, ${one.state.toUpperCase()}`} by ${escaped(one.as)}, ${one.at} (${one.evidence.join(', ')}): ${escaped(one.statement)}`,
    ),
    ...block.notes.map((note) => `- ${escaped(note)}`),
    ...(block.open === undefined ? [] : [`- **open**: ${escaped(block.open)}`]),
  ];
}

/** One section of Annex VIII as a printable form. */
export function annexViiiMarkdown(annex: AnnexVIIIExport): string {
  return lines([
    `# Annex VIII Section ${annex.section}${annex.variant === 'restricted' ? ', secure section (Article 49(4))' : ''}: ${escaped(annex.system)}`,
    annex.notLegalAdvice,
    `${annex.format} Law version ${annex.lawVersion}. Made ${annex.madeAt}.`,
    table(
      ['No', 'Item', 'Value', 'State', 'Evidence'],
      annex.items.map((item) => [
        item.state === 'struck' ? `~~${item.number}~~` : String(item.number),
        item.state === 'struck' ? `~~${item.title}~~` : item.title,
        escaped(item.value ?? item.lawReference ?? '').replaceAll('\n', ' '),
        stateText(item),
        item.evidenceRefs.join(', '),
      ]),
    ),
    ...annex.registrations.map(
      (one) =>
        `Registered: number ${escaped(one.number)}, ${one.date}${one.url === undefined ? '' : `, ${escaped(one.url)}`} (${one.evidence.join(', ')})`,
    ),
  ]);
}

function stateText(item: RegistrationItem): string {
  return [
    item.state,
    ...(item.attestedBy === undefined ? [] : [`attested by ${item.attestedBy} ${item.attestedAt ?? ''}`]),
    ...(item.publicationReview === undefined ? [] : [`publication review ${item.publicationReview}`]),
  ].join('; ');
}

function lines(parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

/** Threat: a declared text that starts a link, a heading, or a list item that reads like an attestation of its own. */
function escaped(text: string): string {
  return text
    .replace(/[\\`*_[\]<>#~]/gu, (mark) => `\\${mark}`)
    .replace(/\s*\n\s*/gu, '\n  ')
    .replace(/^(\s*)([-+=]|\d+[.)])/gmu, '$1\\$2');
}
