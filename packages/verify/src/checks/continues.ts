/**
 * A log that goes on from another, and one that ends in another (ledger reference §3): what its first records say must be
 * one thing, and behind its end stands nothing but erasures of what it holds and what they need.
 */
import { printable } from '../pack/pack-path.ts';
import type { LogView } from '../projection/log-view.ts';
import { isType, recordsOf, recordsWith } from '../projection/log-view.ts';

/** Types that may stand behind the end of a log. */
const BEHIND_THE_END: ReadonlySet<string> = new Set(['erasure', 'registry.change', 'gap']);

/** What contradicts, and what a reader should know. */
export function checkContinues(view: LogView): { readonly problems: string[]; readonly says: string[] } {
  const problems: string[] = [];
  const says: string[] = [];
  const [genesis] = view.records;
  const after = genesis !== undefined && isType(genesis, 'genesis') ? genesis.record.gen.after : undefined;
  const all = recordsOf(view, 'continues');
  const from = all.filter(({ record }) => record.cnt.dir === 'from');
  const named = from[0]?.record.cnt;
  const same =
    from.length === 1 &&
    from[0]?.index === 1 &&
    named?.org === after?.org &&
    named?.size === after?.size &&
    named?.root === after?.root;
  if ((after !== undefined || from.length > 0) && !same)
    problems.push('genesis and second record do not say the same of the log that this one goes on from');
  else if (after !== undefined)
    says.push(
      `goes on from the log ${printable(after.org)} at size ${after.size}: that log is verified by its own packs`,
    );
  const [end, ...more] = all.filter(({ record }) => record.cnt.dir === 'to');
  if (more.length > 0) problems.push(`record ${more[0]?.index} is a second end of the log`);
  if (end !== undefined) {
    says.push(`ends in the log ${printable(end.record.cnt.org)}`);
    const behind = recordsWith(view, ({ type }) => !BEHIND_THE_END.has(type)).find(({ index }) => index > end.index);
    if (behind !== undefined) problems.push(`record ${behind.index} stands behind the end of the log`);
  }
  return { problems, says };
}
