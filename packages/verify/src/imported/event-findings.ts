/** Exceptions of foreign events that rules since the second find, one finding for each kind and sentence (foreign-kinds.ts). */
import type { ImportedEvent } from '@remit/record';
import type { ExceptionKind, Severity } from '../projection/exception-kinds.ts';
import type { Finding } from '../projection/finding.ts';
import type { ForeignKind, ForeignKindName } from './foreign-kinds.ts';
import { foreignKinds } from './foreign-kinds.ts';
import type { KnowsServer } from './known-servers.ts';
import type { LocatedBatch } from './material.ts';
import { modelsDiffer } from './model-names.ts';
import type { ImportedTrace } from './trace.ts';

const SAMPLES = 5;
const SKEW_MS = 5 * 60 * 1000;
/** Sentences of one batch. Threat: a log with a million names of servers; what is beyond is counted in one. */
const MOST_GROUPS = 500;

/** Occurrences: how many, ids of the first of them, and from when to when. */
export interface Occurred {
  count: number;
  readonly ids: string[];
  span?: [string, string];
}

/** Kinds that can be found in foreign logs. */
export type FoundKind = Extract<ForeignKindName, ExceptionKind>;

/** Notes what one kind and sentence stand for. */
export type Note = (kind: FoundKind, severity: Severity, group: string, occurred: Readonly<Occurred>) => void;

/** Findings of one batch that grow event by event. */
export interface GrowingFindings {
  readonly note: Note;
  findings(): Finding[];
}

export function createGrowingFindings(at: LocatedBatch): GrowingFindings {
  const found = new Map<string, Omit<Finding, 'count' | 'span'> & Occurred>();
  const begin = (kind: FoundKind, severity: Severity, group: string) => {
    const { means, todo }: ForeignKind = foreignKinds[kind];
    const told = { ...(means === undefined ? {} : { means }), ...(todo === undefined ? {} : { todo }) };
    return { kind, severity, group, at, count: 0, ids: [], ...told };
  };
  return {
    note(kind, severity, group, occurred) {
      const full = found.size >= MOST_GROUPS && !found.has(`${kind}\n${severity}\n${group}`);
      const sentence = full ? `others, beyond the first ${MOST_GROUPS} of this object` : group;
      const key = `${kind}\n${severity}\n${sentence}`;
      const finding = found.get(key) ?? begin(kind, severity, sentence);
      found.set(key, finding);
      merge(finding, occurred);
    },
    findings: () => [...found.values()],
  };
}

function merge(into: Occurred, { count, ids, span }: Readonly<Occurred>): void {
  into.count += count;
  for (const id of ids) if (into.ids.length < SAMPLES) into.ids.push(id);
  if (span === undefined) return;
  const [first, last] = into.span ?? span;
  into.span = [span[0] < first ? span[0] : first, span[1] > last ? span[1] : last];
}

/** One event. */
export function once(id: string, at: string | undefined): Occurred {
  return { count: 1, ids: [id], ...(at === undefined ? {} : { span: [at, at] }) };
}

/** What the events of one batch are looked at with. */
export interface EventChecks {
  readonly note: Note;
  readonly batch: LocatedBatch;
  readonly knows: KnowsServer;
  /** What the declared agent of an event calls its server. */
  named(event: ImportedEvent): string | undefined;
}

/** Adds events in the order of the batch; at the end tells what only the whole batch shows. */
export function createEventChecks({ note, batch, knows, named }: EventChecks): {
  /** `inReport`: its time lies in the period. A clock is looked at whenever it says it was. */
  add(event: ImportedEvent, trace: ImportedTrace | undefined, inReport: boolean): void;
  end(): void;
} {
  const unclosed = createUnclosed(note);
  const versions = new Map<string, string>();
  const { source } = batch.record.ing;
  const ingested = Date.parse(batch.record.ts);
  return {
    add(event, trace, inReport) {
      const at = event.ts;
      const here = () => once(`${batch.record.id}:${event.n}`, at);
      if (event.tk === 'event' && at !== undefined && Date.parse(at) > ingested + SKEW_MS)
        note('clock_skew', 'low', `events of ${source} lie after the time at which they were read`, here());
      if (!inReport) return;
      const { srv, tool } = event.act;
      const definition = event.ids['definition'];
      if (definition !== undefined) {
        const key = `definition\n${event.who.acct ?? ''}\n${srv ?? ''}\n${tool ?? ''}`;
        const before = versions.get(key);
        versions.set(key, definition);
        if (before !== undefined && before !== definition)
          note('tool_schema_drift', 'medium', `${srv ?? source}/${tool ?? ''}: the definition changed`, here());
      }
      const version = event.flags?.find((flag) => flag.startsWith('server-version:'))?.slice('server-version:'.length);
      if (srv !== undefined && version !== undefined) {
        const before = versions.get(srv);
        versions.set(srv, version);
        if (before !== undefined && before !== version)
          note('tool_schema_drift', 'medium', `${srv}: version ${version} after ${before}`, here());
      }
      const through = wentThrough(event);
      if (through && isDlpMatch(event))
        note('dlp_override', 'high', `requests in ${source} went on although a data loss rule matched`, here());
      if (trace === undefined) return;
      ofDecision(event, trace, {
        note,
        here,
        source,
        through: through || trace.effect.observed === 'occurred',
        known: () => event.act.srv === undefined || knows(event.act.srv, named(event)),
      });
      unclosed.add(event, trace, here);
    },
    end: () => unclosed.end(),
  };
}

interface Looked {
  readonly note: Note;
  here(): Occurred;
  readonly source: string;
  readonly through: boolean;
  known(): boolean;
}

function ofDecision(event: ImportedEvent, trace: ImportedTrace, { note, here, source, through, known }: Looked): void {
  const { dec, model, who, flags, act } = event;
  if (model !== undefined && modelsDiffer(model.req, model.resp))
    note(
      'model_mismatch',
      'medium',
      `${source}: asked for ${model.req ?? ''}, answered by ${model.resp ?? ''}`,
      here(),
    );
  if (dec?.result === 'deny' && dec.enforced === false && trace.effect.observed === 'occurred')
    note(
      'effect_after_deny',
      'high',
      `calls in ${source} were denied by a policy that only observes, and took place`,
      here(),
    );
  if (!through) return;
  if (who.sub === undefined && who.agent === undefined)
    note(
      'unverified_identity',
      'medium',
      `calls in ${source} were let through, and it names nobody who made them`,
      here(),
    );
  else if (flags?.includes('person-by-session-name') === true)
    note(
      'unverified_identity',
      'low',
      `calls in ${source} name the person by what the caller wrote as session name`,
      here(),
    );
  if (event.kind === 'tool-call' && act.srv !== undefined && !known())
    note('shadow_server', 'medium', `${source}: calls to ${act.srv}, which nothing declared here names`, here());
  const why = passedOver(event);
  if (why !== undefined) note('logging_down_fail_open', 'high', `calls in ${source} went ahead: ${why}`, here());
}

/** Why no policy stood between the call and its effect; undefined when the source does not say so. */
function passedOver({ flags, dec }: ImportedEvent): string | undefined {
  if (flags?.includes('cached') === true) return 'a cache hit, which no policy and no data loss rule looks at';
  if (flags?.includes('scanner-unavailable') === true) return 'the scanner was not available';
  if (flags?.includes('not-evaluated') === true && dec?.result.startsWith('permit') === true)
    return 'the policy was not evaluated';
  return undefined;
}

function wentThrough({ dec, out }: ImportedEvent): boolean {
  return dec?.result.startsWith('permit') === true || (dec?.result !== 'deny' && out?.status === 'executed');
}

const DLP_WORD = /(?:^|[^a-z])(?:dlp|pii)(?:[^a-z]|$)/i;

/** True when the source says that a rule of its data loss prevention matched. */
function isDlpMatch({ flags, dec }: ImportedEvent): boolean {
  return (
    flags?.some((flag) => DLP_WORD.test(flag)) === true || dec?.rules?.some((rule) => DLP_WORD.test(rule)) === true
  );
}

interface Unclosed {
  outcomes: number;
  decisions: number;
  readonly open: Occurred;
  readonly bare: Occurred;
}

/** Decisions without outcomes, and effects without decisions, of datasets that show both elsewhere. */
function createUnclosed(note: Note): {
  add(event: ImportedEvent, trace: ImportedTrace, here: () => Occurred): void;
  end(): void;
} {
  const datasets = new Map<string, Unclosed>();
  return {
    add({ src, dec, out, flags }, trace, here) {
      // Decisions of another Remit stand in records of their own.
      if (flags?.includes('decision-record') === true) return;
      const none = (): Occurred => ({ count: 0, ids: [] });
      const seen = datasets.get(src.dataset) ?? { outcomes: 0, decisions: 0, open: none(), bare: none() };
      datasets.set(src.dataset, seen);
      if (out !== undefined) seen.outcomes += 1;
      if (dec !== undefined) seen.decisions += 1;
      if (dec?.result.startsWith('permit') === true && (out === undefined || out.status === 'unknown'))
        merge(seen.open, here());
      if (dec === undefined && trace.effect.observed === 'occurred' && flags?.includes('cached') !== true)
        merge(seen.bare, here());
    },
    end() {
      for (const [dataset, { outcomes, decisions, open, bare }] of datasets) {
        const opened = `calls in ${dataset} were let through, and no outcome is shown`;
        const undecided = `calls in ${dataset} took place, and no decision is shown`;
        if (outcomes > 0 && open.count > 0) note('decision_without_outcome', 'medium', opened, open);
        if (decisions > 0 && bare.count > 0) note('outcome_without_decision', 'medium', undecided, bare);
      }
    },
  };
}
