/** Protocol revisions and the two eras they belong to. mcp reference §1. */

/** The revision whose wire rules an era follows. Revisions before 2025-11-25 differ from it in nothing that Remit sends. */
export const Era = { Legacy: '2025-11-25', Modern: '2026-07-28' } as const;
/** One of the eras. */
export type Era = (typeof Era)[keyof typeof Era];

/** Revisions that `initialize` agrees to, newest first. */
export const LEGACY_VERSIONS: readonly string[] = [
  '2025-11-25',
  '2025-06-18',
  '2025-03-26',
  '2024-11-05',
  '2024-10-07',
];

/** Revisions that a self-describing request may name. */
export const MODERN_VERSIONS: readonly string[] = ['2026-07-28'];

/** Revisions are ISO dates, so text order is time order. Anything from 2026-07-28 on uses the per-request envelope. */
export function isModernVersion(version: string): boolean {
  return version >= Era.Modern;
}
