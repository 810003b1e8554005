/** What the filters of `remit ask` give, before it becomes an answer. */
import type { AnswerRow } from './answer.ts';

/** What one question found. */
export interface Found {
  readonly question: string;
  readonly text: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly rows: readonly AnswerRow[];
  readonly limits: readonly string[];
}
