/** A foreign trace drawn as a diagram, and its fields with the source record that each was read from (compliance reference §13). */
import { fromUtf8 } from '@remit/core';
import type { AssembledPack, ImportedTrace } from '@remit/verify';
import { LEAVES_PER_FILE } from '@remit/verify';
import type { Block, Cell, Diagram } from './blocks.ts';
import { cellOf } from './value-blocks.ts';

type Files = AssembledPack['files'];
type Step = Diagram['steps'][number];

/** Heading, diagram and table of one foreign trace. */
export function workedImport(trace: ImportedTrace, files: Files): Block[] {
  const { origin, grade } = trace;
  const rows = fieldRows(trace, files);
  return [
    { kind: 'heading', level: 2, text: `Foreign trace ${trace.traceId}` },
    {
      kind: 'text',
      text: `From ${origin.producer}, ${origin.source}, dataset ${origin.dataset}; evidence grade ${grade}. Custody starts at ingest, ${origin.ingestedAt}.`,
    },
    { kind: 'diagram', diagram: importDiagram(trace) },
    {
      kind: 'table',
      table: {
        caption: `Fields of foreign trace ${trace.traceId} and the source record they were read from`,
        head: ['Field', 'Value', 'Read from', 'SHA-256 of the source record'],
        widths: [5, 7, 7, 9],
        rows,
      },
    },
    {
      kind: 'table',
      table: {
        caption: 'Links of custody',
        head: ['Relation', 'Status', 'By what'],
        widths: [2, 1, 5],
        rows: trace.custody.links.map((link): Cell[] => [
          link.relation,
          link.status,
          link.assertedBy === undefined ? link.method : `${link.method}; asserted by ${link.assertedBy}`,
        ]),
      },
    },
  ];
}

/** The four facts, as far as the source shows them. */
function importDiagram(trace: ImportedTrace): Diagram {
  const { declaredScope: scope, decision, effect, scopeVerdict: verdict, action } = trace;
  const chosen = action.tool ?? action.method ?? trace.kind;
  const scoped = scope === undefined ? ['No scope is declared for this agent.'] : [`file ${scope.digest}`];
  const reasons = verdict.reasonCodes.length === 0 ? [] : [`reasons: ${verdict.reasonCodes.join(', ')}`];
  const steps: Step[] = [
    step('declared', 'Declared scope', scope?.id ?? 'none', scoped, ''),
    step(
      'decision',
      'Decision in the source',
      decision?.result ?? 'none shown',
      [trace.at ?? 'no time in the source'],
      'held against',
    ),
    step('effect', 'Observed by the source', effect.observed, [effect.basis], 'then'),
    step('verdict', 'Verdict', verdict.overall, reasons, 'looked at when this report was made'),
  ];
  const alt = steps.map(({ box, label }, n) => `${n === 0 ? '' : `${label}: `}${box.kind}, ${box.title}`).join('. ');
  return { title: `From declared scope to verdict: ${chosen}`, alt, steps };
}

function step(tone: Step['box']['tone'], kind: string, title: string, lines: readonly string[], label: string): Step {
  return { box: { tone, kind, title, lines }, label };
}

/** The members of the normalised event that were read from the source, with the place there. */
function fieldRows({ traceId, origin, from }: ImportedTrace, files: Files): Cell[][] {
  const event = eventOf(traceId, files);
  if (event === undefined) return [];
  return Object.entries(from).map(([field, place]): Cell[] => [
    field,
    cellOf(memberOf(event, field)),
    `${origin.dataset}: ${String(place)}`,
    { code: origin.rawDigest },
  ]);
}

/** The leaf of a trace: line n of the batch's leaves. */
function eventOf(traceId: string, files: Files): object | undefined {
  const [batch = '', place = ''] = traceId.split(':');
  const n = Number(place);
  const path = `11_sources/${batch}/events-${String(Math.floor(n / LEAVES_PER_FILE)).padStart(5, '0')}.jsonl`;
  const line = lineOf(files.get(path) ?? new Uint8Array(), n % LEAVES_PER_FILE);
  // Leaves are canonical JSON objects, checked by ingest.
  return line === '' ? undefined : (JSON.parse(line) as object);
}

function lineOf(bytes: Uint8Array, at: number): string {
  let start = 0;
  for (let n = 0; n < at; n++) {
    const end = bytes.indexOf(0x0a, start);
    if (end < 0) return '';
    start = end + 1;
  }
  const end = bytes.indexOf(0x0a, start);
  return fromUtf8(bytes.subarray(start, end < 0 ? bytes.length : end)) ?? '';
}

function memberOf(event: object, path: string): unknown {
  let value: unknown = event;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
