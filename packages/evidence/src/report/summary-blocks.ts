/** Section 2: per clause the evidence line and, apart from it, the attestation line. They are never merged (§8). */
import { STATUS_WORDS, statusMeanings } from '@remit/catalogue';
import type { Block, Cell } from './blocks.ts';
import { cellOf, valueBlocks } from './value-blocks.ts';

type Members = Readonly<Record<string, unknown>>;

/** The blocks of the section. A content of another shape is printed as it stands. */
export function summaryBlocks(content: object): Block[] {
  const { clauses, ...rest } = content as Members;
  if (!Array.isArray(clauses)) return valueBlocks(content, undefined, 2);
  const rows = clauses.map((row: unknown): Cell[] => {
    const { clause, requirementIds, evidence, attestation, says } = membersOf(row);
    return [
      `${cellText(clause)} (${cellText(requirementIds)})`,
      cellOf(says),
      evidenceText(membersOf(evidence)),
      attestationText(membersOf(attestation)),
    ];
  });
  return [
    ...valueBlocks(rest, undefined, 2),
    { kind: 'facts', rows: STATUS_WORDS.map((word): [string, Cell] => [word, statusMeanings[word]]) },
    {
      kind: 'table',
      table: {
        caption: 'Evidence and attestation by clause',
        head: ['Clause', 'What stands behind it', 'Evidence (computed)', 'Attestation (by people)'],
        widths: [2, 4, 4, 4],
        rows,
      },
    },
  ];
}

/** The computed line: status, reasons, counts and exceptions. */
function evidenceText(line: Members): string {
  const counts = line['counts'] ?? (line['count'] === undefined ? undefined : { counted: line['count'] });
  const parts = [
    cellText(line['status']),
    ...(isEmpty(line['reasons']) ? [] : [`reasons: ${cellText(line['reasons'])}`]),
    ...Object.entries(membersOf(counts)).map(([name, count]) => `${name} ${cellText(count)}`),
    ...(isEmpty(line['exceptions']) ? [] : [`exceptions: ${cellText(line['exceptions'])}`]),
  ];
  return parts.join('; ');
}

/** The line of people: what is asked, and what was given with its state. */
function attestationText(line: Members): string {
  // Where no person is asked, nothing is missing: the reason stands as it is.
  if (line['status'] === undefined) return cellText(line['absent'] ?? line);
  const given = Array.isArray(line['given'])
    ? line['given'].map((one: unknown) => cellText(membersOf(one)['state']))
    : [];
  const by = line['by'] === undefined ? '' : ` (by the ${cellText(line['by'])})`;
  return `${cellText(line['status'])}: ${cellText(line['of'])}${by}${given.length === 0 ? '' : `. Given: ${given.join(', ')}`}`;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

function membersOf(value: unknown): Members {
  // Own members of a JSON object; anything else has none.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

function cellText(value: unknown): string {
  const cell = cellOf(value);
  return typeof cell === 'string' ? cell : cell.code;
}
