/** Section 2: per clause the evidence line and, apart from it, the attestation line. They are never merged (§8). */
import type { Block, Cell } from './blocks.ts';
import { cellOf, valueBlocks } from './value-blocks.ts';

type Members = Readonly<Record<string, unknown>>;

/** The blocks of the section. A content of another shape is printed as it stands. */
export function summaryBlocks(content: object): Block[] {
  const { clauses, ...rest } = content as Members;
  if (!Array.isArray(clauses)) return valueBlocks(content, undefined, 2);
  const rows = clauses.map((row: unknown): Cell[] => {
    const { clause, evidence, attestation, says } = membersOf(row);
    const line = membersOf(evidence);
    const asked = membersOf(attestation);
    return [
      cellOf(clause),
      cellOf(says),
      `${cellText(line['status'])}; ${cellText(line['count'])} counted; exceptions: ${cellText(line['exceptions'])}`,
      `${cellText(asked['status'])}: ${cellText(asked['of'])}`,
    ];
  });
  return [
    ...valueBlocks(rest, undefined, 2),
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

function membersOf(value: unknown): Members {
  // Own members of a JSON object; anything else has none.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

function cellText(value: unknown): string {
  const cell = cellOf(value);
  return typeof cell === 'string' ? cell : cell.code;
}
