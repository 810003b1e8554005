/** Every JSON file of a pack with its shape: `npm run gen` writes the JSON Schemas, a test validates packs against them. */
import { z } from 'zod';
import { ImportedEvent } from '../imported-event.ts';
import * as law from './pack-law.ts';
import * as lines from './pack-lines.ts';
import * as parts from './pack-parts.ts';

/** The handle of a person in a full pack, and in a redacted one. */
const HANDLE = '^p_[A-Za-z0-9_-]{22}$';
const HANDLE_OR_REDACTED = '^(?:p_[A-Za-z0-9_-]{22}|r_[A-Za-z0-9_-]{43})$';

/** One kind of file. `lines`: each line is a JSON value of this shape. */
export interface PackSchema {
  readonly name: string;
  readonly path: RegExp;
  readonly lines: boolean;
  readonly shape: z.ZodType;
}

const file = (name: string, path: RegExp, shape: z.ZodType): PackSchema => ({ name, path, lines: false, shape });
const jsonl = (name: string, path: RegExp, shape: z.ZodType): PackSchema => ({ name, path, lines: true, shape });

/** The kinds, in the order of the layout. A file belongs to the first whose path fits. */
export const packSchemas: readonly PackSchema[] = [
  file('redaction', /^00_REDACTION\.json$/, parts.RedactionSchema),
  file('report', /^02_report\.json$/, lines.ReportSchema),
  file('manifest', /^03_manifest\.json$/, parts.ManifestFileSchema),
  file('manifest-signature', /^03_manifest\.dsse\.json$/, parts.EnvelopeSchema),
  file('catalogue', /^04_catalogue\.json$/, law.CatalogueFileSchema),
  file('logging-plan', /^05_logging_plan\.json$/, law.LoggingPlanSchema),
  file('annex-iv', /^05_annexes\/annex-iv\.json$/, law.AnnexIvSchema),
  file('annex-viii', /^05_annexes\/annex-viii-[ABC]\.json$/, law.AnnexViiiSchema),
  file('people', /^06_declared_scopes\/people\/[0-9a-f]{64}\.json$/, lines.PeopleSchema),
  jsonl('trace', /^07_traces\.jsonl$/, z.union([lines.TraceLineSchema, lines.RedactedTraceSchema])),
  jsonl(
    'imported-trace',
    /^07_imported_traces-\d+\.jsonl$/,
    z.union([lines.ImportedTraceSchema, lines.RedactedImportSchema]),
  ),
  jsonl('join', /^07_joins\.jsonl$/, lines.JoinLineSchema),
  file('exceptions', /^08_exceptions\.json$/, parts.ExceptionsSchema),
  file('statement', /^09_attestations\/statements\/[0-9a-f]{64}\.json$/, law.StatementFileSchema),
  file('attestation', /^09_attestations\/[0-9A-Z]{26}\.json$/, law.AttestationFileSchema),
  file('open-items', /^09_open_items\.json$/, law.OpenItemsSchema),
  jsonl('change', /^10_changes\.jsonl$/, lines.ChangeLineSchema),
  file('source-statement', /^11_sources\/[^/]+\/statement\.json$/, lines.SourceStatementSchema),
  jsonl('imported-event', /^11_sources\/[^/]+\/events-\d+\.jsonl$/, ImportedEvent),
  jsonl('imported-context', /^11_sources\/[^/]+\/contexts-\d+\.jsonl$/, lines.ImportedContextSchema),
  jsonl('disclosure', /^12_integrity\/disclosures\.jsonl$/, lines.DisclosureLineSchema),
  file('gap-report', /^12_integrity\/gap-report\.json$/, lines.GapReportSchema),
  file('tool-definition', /^12_integrity\/tool-definitions\/[0-9a-f]{64}\.json$/, lines.ToolDefinitionSchema),
  file('population', /^13_population\.json$/, parts.PopulationSchema),
  file('sampling', /^13_sampling\.json$/, parts.SamplingSchema),
  file('test-vectors', /^test-vectors\/[a-z-]+\.json$/, lines.VectorsSchema),
];

/** The JSON Schema (2020-12) of a kind, as text. */
export function packJsonSchema({ name, lines: inLines, shape }: PackSchema): string {
  const { $schema, ...schema } = z.toJSONSchema(shape, {
    unrepresentable: 'throw',
    // A redacted variant has another word in each place of a handle: both are of this shape, and everything else stays strict.
    override: ({ jsonSchema }) => {
      if (jsonSchema.pattern === HANDLE) jsonSchema.pattern = HANDLE_OR_REDACTED;
    },
  });
  const comment = inLines
    ? 'Each line of the file is one value of this shape.'
    : 'The file is one value of this shape.';
  return `${JSON.stringify({ $schema, $id: `remit:pack/${name}`, $comment: comment, ...schema }, null, 2)}\n`;
}
