/** Which tool definitions the ledger holds already. */
import type { History } from './history.ts';
import { readRecords } from './history.ts';
import type { KnownTool } from './tool-definitions.ts';

/** All recorded definitions, oldest first. @throws Error when an entry cannot be read. */
export function restoreTools(history: History): readonly KnownTool[] {
  const known: KnownTool[] = [];
  for (const { record } of readRecords(history, ['tool.define'])) {
    const { srv, tool, tool_sha } = record.act;
    if (tool !== undefined && tool_sha !== undefined) known.push({ server: srv, tool, sha: tool_sha });
  }
  return known;
}
