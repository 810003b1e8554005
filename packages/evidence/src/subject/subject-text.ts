/** The export of a person as text that a person reads. Pure. */
import type { ExportedRecord, SubjectExport } from './exported.ts';

const AS: Readonly<Record<ExportedRecord['as'][number], string>> = {
  actor: 'you acted',
  concerned: 'it concerns you',
  holder: 'it is about a key of yours',
  content: 'its content concerns you',
};

/** Plain text, ending with a line feed. */
export function subjectText(data: SubjectExport): string {
  const withheld = data.records.filter((record) => record.withheld !== undefined).length;
  return [
    'What is recorded about you',
    '',
    `Made ${data.made} from the log ${data.log.origin}, ${data.log.size} records.`,
    ...data.persons.map(
      ({ handle, kind, reference }) => `You are known as ${reference} (${kind}); records call you ${handle}.`,
    ),
    '',
    `${data.records.length} records name you or hold content about you; ${data.events.length} events come from logs of other systems.`,
    ...(withheld === 0 ? [] : [`The content of ${withheld} records is not shown; each says why.`]),
    'export.json holds the same as data. A proof shows that a record stands in the log as it was signed; VERIFY.md of a pack says how.',
    '',
    ...data.records.flatMap(recordLines),
    ...data.events.flatMap(({ batch, n, event, raw, proof }) => [
      `Event ${n} of the ingested batch ${batch}`,
      `  as normalised: ${JSON.stringify(event)}`,
      raw === undefined ? '  as received: erased, or its key is not here' : `  as received: ${raw}`,
      `  proof: ${proof}`,
      '',
    ]),
  ].join('\n');
}

function recordLines({ id, index, type, at, as, content, withheld, proof }: ExportedRecord): string[] {
  return [
    `${at}  ${type}, record ${index} (${id}): ${as.map((one) => AS[one]).join(', ')}`,
    ...content.map(({ field, text, base64, value }) => `  ${field}: ${text ?? base64 ?? JSON.stringify(value)}`),
    ...(withheld === undefined ? [] : [`  content not shown: ${withheld}`]),
    `  proof: ${proof ?? 'not signed yet'}`,
    '',
  ];
}
