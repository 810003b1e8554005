/** The sections on custody and on keeping: the head and who cosigned it, gaps, links, erasures. */
import { rfc3339, toBase64 } from '@remit/core';
import { parseNote } from '@remit/tlog';
import { anchorSection } from './anchors.ts';
import { cosignatureTime } from './cosignature-time.ts';
import { erasureSection } from './erasures.ts';
import { recordsOf } from './log-view.ts';
import { foreignSources } from './report-foreign.ts';
import type { ReportParts } from './report-parts.ts';
import * as text from './report-text.ts';
import { since } from './rules.ts';
import type { Study } from './study.ts';
import { tally } from './tally.ts';
import { unwitnessedSection } from './unwitnessed.ts';

export function custody({ study, traces, imported, root }: ReportParts): object {
  const gaps = recordsOf(study.view, 'gap');
  return {
    head: {
      size: study.core.inputs.size,
      root: toBase64(root),
      lastRecordAt: study.view.records.at(-1)?.record.ts ?? '',
      cosignatures: cosignatureLines(study.core.checkpoint),
    },
    ...anchorSection(study),
    ...unwitnessedSection(study),
    links: tally(
      traces.flatMap((t) => t.custody.links),
      (link) => `${link.relation} ${link.status}`,
    ),
    gapRecords: tally(gaps, (gap) => gap.record.gap.kind),
    sequences: tally(study.sequences, (finding) => `${finding.of} ${finding.problem}`),
    ...foreignSources(imported),
    erasures: {
      absent: since(2, study.core.rules) ? 'no erasure is in the log' : 'erasure is not part of this version',
    },
    ...erasureSection(study.erasures),
    witness: text.WITNESS_NOTE,
    clock: text.CLOCK_NOTE,
    alteredByWhom: text.ALTERED_BY_WHOM,
  };
}

/** Names and times on the cosignature lines of a note, as they stand: whether they hold is for the verifier to say. */
function cosignatureLines(note: string): { name: string; at: string }[] {
  const parsed = parseNote(note);
  if (!parsed.ok) return [];
  return parsed.value.signatures.flatMap(({ name, signature }) => {
    const seconds = cosignatureTime(signature);
    return seconds === undefined ? [] : [{ name, at: rfc3339(seconds * 1000) }];
  });
}

/** Since rules 2: what the log says of keeping and deleting, up to its head. A count of 0 is a count. */
export function keeping({ view, core }: Study): object {
  if (!since(2, core.rules)) return {};
  const changes = (what: string) => recordsOf(view, 'registry.change').filter(({ record }) => record.chg.what === what);
  return {
    recorded: {
      retentionPolicies: changes('retention.policy').length,
      logsPruned: changes('ledger.prune').length,
      holds: recordsOf(view, 'hold').length,
      erasures: recordsOf(view, 'erasure').length,
    },
  };
}
