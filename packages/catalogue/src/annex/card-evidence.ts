/** What a system card adds to the evidence of a report: counts for the catalogue, and findings about the card itself. */
import type { CatalogueExceptionKind, EvidenceCount } from '../counts.ts';
import { evidenceCounts } from '../counts.ts';
import { LOG_MONTHS_AT_LEAST } from '../retention.ts';
import { annexIvExport } from './annex-iv.ts';
import type { AnnexInput } from './annex-iv-types.ts';
import { annexViiiExport } from './annex-viii.ts';
import type { ObservedFact } from './observe.ts';
import { AS_IMPORTED } from './observe-foreign.ts';

/** One finding. `evidence`: ids of records. */
export interface CardFinding {
  readonly kind: Extract<
    CatalogueExceptionKind,
    'retention_short' | 'supplier_agreement_missing' | 'change_outside_envelope'
  >;
  readonly says: string;
  readonly evidence: readonly string[];
}

/** What a report has seen. */
export interface SeenInReport {
  /** Record types, kinds of exceptions and datasets with at least one event: items of a logging plan name them. */
  readonly events: ReadonlySet<string>;
  /** Servers that were called, of own and imported calls. */
  readonly servers: ReadonlySet<string>;
}

/** Counts that the card supplies. Without a card that can be read only `system_card` is known: the rest was not measured. */
export function cardCounts(input: AnnexInput, seen: SeenInReport): Partial<Record<EvidenceCount, number>> {
  if (input.card?.kind !== 'ready') return { system_card: 0 };
  const { card } = input.card;
  const plan = card['logging-plan'] ?? [];
  const documents = card.documents ?? [];
  const agreed = (card.suppliers ?? []).filter(({ agreement }) => agreement !== undefined);
  const servers = new Set([...seen.servers, ...(card.suppliers ?? []).map(({ server }) => server)]);
  const { blocks } = annexIvExport(input);
  const missing = blocks.filter(({ tags }) => tags.includes('MISSING')).length;
  return {
    system_card: 1,
    logging_plan_items: plan.length,
    logging_plan_items_seen: plan.filter(({ events }) => events.some((event) => seen.events.has(event))).length,
    change_envelope_items: card['change-envelope']?.length ?? 0,
    retention_declared: card.retention === undefined ? 0 : 1,
    documents_retention_declared: card.retention?.['documents-years'] === undefined ? 0 : 1,
    responsible_functions: card.responsible?.length ?? 0,
    supplier_servers: servers.size,
    supplier_agreements: agreed.length,
    documents_listed: documents.length,
    ...documentCounts(documents.map(({ kind }) => kind)),
    annex_iv_blocks_filled: blocks.length - missing,
    annex_iv_blocks_missing: missing,
    annex_viii_a_filled: filled(input, 'A'),
    annex_viii_b_filled: filled(input, 'B'),
    annex_viii_c_filled: filled(input, 'C'),
  };
}

/** What contradicts the card, or is missing in it. Nothing without a card: then the card itself is what is missing. */
export function cardFindings(input: AnnexInput): CardFinding[] {
  if (input.card?.kind !== 'ready') return [];
  const { card, record } = input.card;
  const findings: CardFinding[] = [];
  if (card.retention !== undefined && card.retention['logs-months'] < LOG_MONTHS_AT_LEAST)
    findings.push({
      kind: 'retention_short',
      says: `logs are kept for ${card.retention['logs-months']} calendar months; named as the reason: ${card.retention.basis ?? 'none'}`,
      evidence: [record],
    });
  for (const [server, { fact, imported }] of serversOf(input.facts)) {
    const used = `server ${server} is used${imported ? `${AS_IMPORTED},` : ''} and has`;
    const supplier = card.suppliers?.find((one) => one.server === server);
    if (supplier?.agreement === undefined && supplier?.['open-source'] !== true)
      findings.push({
        kind: 'supplier_agreement_missing',
        says:
          supplier === undefined
            ? `${used} no supplier in the card`
            : `server ${server} has a supplier and no agreement`,
        evidence: fact.evidence,
      });
  }
  const envelope = card['change-envelope'];
  if (envelope !== undefined)
    for (const { change, says, evidence } of input.facts)
      if (change !== undefined && !envelope.some((item) => item.what === change.what && covers(item.of, change.of)))
        findings.push({
          kind: 'change_outside_envelope',
          says: `${says}: no item of the change envelope foresees it`,
          evidence,
        });
  return findings;
}

/** An item without `of` covers every change of its kind; `files` covers `files/read_file`. */
function covers(item: string | undefined, of: string): boolean {
  return item === undefined || item === of || of.startsWith(`${item}/`);
}

/** Servers by name. Own records count before what an imported log says of the same server. */
function serversOf(
  facts: readonly ObservedFact[],
): Map<string, { readonly fact: ObservedFact; readonly imported: boolean }> {
  const servers = new Map<string, { readonly fact: ObservedFact; readonly imported: boolean }>();
  for (const fact of facts) {
    const name = /^server (.+)$/.exec(fact.key === 'servers' ? fact.says : '')?.[1];
    if (name === undefined) continue;
    const imported = name.endsWith(AS_IMPORTED);
    const server = imported ? name.slice(0, -AS_IMPORTED.length) : name;
    if (!imported || !servers.has(server)) servers.set(server, { fact, imported });
  }
  return servers;
}

function filled(input: AnnexInput, section: 'A' | 'B' | 'C'): number {
  return annexViiiExport(input, section).items.filter(({ value }) => value !== undefined).length;
}

function documentCounts(kinds: readonly string[]): Partial<Record<EvidenceCount, number>> {
  const names = Object.keys(evidenceCounts).filter((name) => name.startsWith('document_'));
  return Object.fromEntries(
    names.map((name) => [name, kinds.filter((kind) => `document_${kind.replaceAll('-', '_')}` === name).length]),
  );
}
