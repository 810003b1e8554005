/** What a declared scope would have been asked with, for a call that another system's log shows. */
import type { Archive } from '@remit/ingest';
import type { DecisionContext, ImportedEvent } from '@remit/record';
import { foreignContext } from '@remit/scope';
import type { EventMatch, LocatedBatch } from '@remit/verify';

/** Undefined where no readable scope names the tool, or the arguments are not there any more. */
export function deriveForeignContext(
  archive: Partial<Pick<Archive, 'remap'>>,
  batch: LocatedBatch,
  event: ImportedEvent,
  match: EventMatch,
): DecisionContext | undefined {
  const shelved = match.scope?.shelved;
  const { tool } = event.act;
  if (event.c?.['args'] === undefined || tool === undefined || shelved?.kind !== 'ready') return undefined;
  const { compiled } = shelved;
  if (!compiled.tools.some((one) => one.server === match.server && one.tool === tool)) return undefined;
  const args = archive.remap?.(batch.record.id, event.n)?.content?.args;
  if (args === undefined) return undefined;
  const now = Date.parse(event.ts ?? batch.record.ts);
  return foreignContext(compiled, { agent: compiled.agent, server: match.server, tool, args, now });
}
