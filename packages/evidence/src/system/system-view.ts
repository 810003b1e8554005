/** One system as the log shows it: its card, its attestations, and what still needs a person. */
import type {
  AnnexInput,
  CardInForce,
  CatalogueRow,
  LawVersion,
  OpenItem,
  ReadAttestation,
  Statement,
} from '@remit/catalogue';
import {
  CURRENT_LAW_VERSION,
  cardInForce,
  catalogueDigest,
  catalogueFor,
  classesOf,
  declaredSystems,
  documentPlaceholders,
  openItems,
  readAttestations,
} from '@remit/catalogue';
import type { LedgerReader } from '@remit/ledger';
import { ledgerRecords } from './ledger-records.ts';

/** Where a view is read from. */
export interface SystemSource {
  readonly reader: LedgerReader;
  /** RFC 3339. */
  readonly now: string;
  readonly lawVersion?: LawVersion;
}

/** A system at one moment. Plain JSON. */
export interface SystemView {
  readonly system: string;
  readonly lawVersion: LawVersion;
  readonly card: CardInForce | undefined;
  readonly attestations: readonly ReadAttestation[];
  readonly open: readonly OpenItem[];
  /** What a statement made now is bound to. */
  readonly shown: Statement['shown'];
}

/** Ids of the systems that have a card. */
export function listSystems(reader: LedgerReader): string[] {
  return declaredSystems(ledgerRecords(reader, ['registry.change']));
}

/** Reads the view of one system. A system without a card has one too: what is missing is then in `open`. */
export async function systemView(source: SystemSource, system: string): Promise<SystemView> {
  const { reader, now, lawVersion = CURRENT_LAW_VERSION } = source;
  const card = cardInForce(ledgerRecords(reader, ['registry.change']), (sha) => reader.blob(sha), { system });
  const { rows, shown } = boundTo(source, lawVersion, card);
  const attestations = await readAttestations(ledgerRecords(reader, ['attestation']), (sha) => reader.blob(sha), {
    system,
    now,
    catalogue: shown.catalogue,
    ...(shown.card === undefined ? {} : { card: shown.card }),
  });
  const input: AnnexInput = { system, lawVersion, now, card, facts: [], attestations };
  const declared = card?.kind === 'ready' ? card.card : undefined;
  const asked = declared === undefined ? undefined : { classes: classesOf(declared), role: declared.role };
  return {
    system,
    lawVersion,
    card,
    attestations,
    open: openItems(rows, attestations, documentPlaceholders(input), asked),
    shown,
  };
}

function boundTo(
  { reader }: SystemSource,
  lawVersion: LawVersion,
  card: CardInForce | undefined,
): { rows: readonly CatalogueRow[]; shown: Statement['shown'] } {
  const catalogue = catalogueFor(lawVersion);
  const reports = [...ledgerRecords(reader, ['scope.verdict'])]
    .slice(-1)
    .flatMap(({ record }) => (record.t === 'scope.verdict' ? [{ record: record.id, root: record.ver.root }] : []));
  const digest = catalogueDigest(catalogue);
  return {
    rows: catalogue.rows,
    shown: { ...(card === undefined ? {} : { card: card.sha }), catalogue: digest, reports },
  };
}
