/** Annex IV and Annex VIII of one system, from the log: the JSON, and the same as Markdown. */
import type { AnnexInput, AnnexVIIISection } from '@remit/catalogue';
import { annexIvExport, annexIvMarkdown, annexViiiExport, annexViiiMarkdown, observe } from '@remit/catalogue';
import type { Archive } from '@remit/ingest';
import { ledgerRecords } from '../system/ledger-records.ts';
import type { SystemSource } from '../system/system-view.ts';
import { systemView } from '../system/system-view.ts';
import { foreignFacts } from './foreign-events.ts';

/** Which document. `restricted`: the secure section of Article 49(4). */
export type AnnexRequest =
  | { readonly annex: 'iv'; readonly system: string }
  | {
      readonly annex: 'viii';
      readonly system: string;
      readonly section: AnnexVIIISection;
      readonly restricted: boolean;
    };

/** The document in both forms. */
export interface AnnexDocument {
  readonly json: object;
  readonly markdown: string;
  /** Refs of the blocks or items that are MISSING. */
  readonly missing: readonly string[];
}

/** Builds the document as of `source.now`; `archive`: imported logs, of which events of the system's agents count. The same log and clock give the same bytes. */
export async function exportAnnex(
  source: SystemSource,
  request: AnnexRequest,
  archive?: Pick<Archive, 'batches' | 'leaves'>,
): Promise<AnnexDocument> {
  const { system } = request;
  const view = await systemView(source, system);
  const input: AnnexInput = {
    system,
    lawVersion: view.lawVersion,
    now: source.now,
    card: view.card,
    facts: [
      ...observe(ledgerRecords(source.reader), { system }),
      ...(archive === undefined ? [] : foreignFacts(source.reader, archive, system)),
    ],
    attestations: view.attestations,
  };
  if (request.annex === 'iv') {
    const json = annexIvExport(input);
    const missing = json.blocks.filter(({ tags }) => tags.includes('MISSING')).map(({ ref }) => ref);
    return { json, markdown: annexIvMarkdown(json), missing };
  }
  const json = annexViiiExport(input, request.section, request.restricted);
  const missing = json.items
    .filter(({ state }) => state === 'MISSING')
    .map(({ number }) => `${request.section}${number}`);
  return { json, markdown: annexViiiMarkdown(json), missing };
}
