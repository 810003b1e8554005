/**
 * The system card's format, version 1 (compliance reference §3, §4, §6): what the operator declares about a system. A key
 * that this version does not know is refused, because a reader would take it for declared.
 */
import { z } from 'zod';
import { Day, FunctionName, Id, line, list, named, prose, Sha256, Url, word } from './text-kinds.ts';

/** Kinds of documents that a card links by digest. */
export const DOCUMENT_KINDS = [
  'ifu',
  'technical-documentation',
  'qms',
  'risk-management',
  'declaration-of-conformity',
  'dpia',
  'fria',
  'pmm-plan',
  'worker-notice',
  'person-notice',
  'test-report',
  'training',
  'datasheet',
  'other',
] as const;
/** One of {@link DOCUMENT_KINDS}. */
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** Further circumstances that rows of the catalogue ask for. */
const ALSO = ['art50', 'financial-institution', 'public-deployer', 'workplace', 'fria', 'law-enforcement'] as const;

const Party = z.strictObject(
  { name: line('a name'), address: line('an address'), contact: line('a contact of the organisation') },
  { error: 'name, address and contact' },
);

const Classification = z.strictObject(
  {
    class: word(['annex-iii', 'annex-i', 'not-high-risk', 'undetermined']),
    point: named('a point of Annex III', /^[1-8](?:\([a-e]\))?$/, '5(b)').optional(),
    condition: named('a condition of Article 6(3)', /^6\(3\)\([a-d]\)$/, '6(3)(a)').optional(),
    profiling: z.boolean({ error: 'true or false' }).optional(),
    rule: line('the rule that the classification rests on, such as Article 6(2)'),
    reason: prose('why', 4000),
    also: list(word(ALSO), 'circumstances', 16).optional(),
  },
  { error: 'class, rule and reason' },
);

const PlanItem = z.strictObject({
  id: Id,
  situation: line('the risk or situation', 512),
  serves: list(named('a citation', /^[0-9]+(?:\([0-9a-z]+\))*$/, '12(2)(a)'), 'citations', 16),
  events: list(line('a record type, an exception kind or a dataset'), 'events', 64).min(1, {
    error: 'at least one record type, exception kind or dataset',
  }),
  fields: list(line('a field'), 'fields', 64).optional(),
  'retention-months': z.int({ error: 'a number of calendar months' }).min(1).max(1200).optional(),
  detection: line('how it is noticed', 512).optional(),
});

const EnvelopeItem = z.strictObject({
  id: Id,
  what: word(['tool-definition', 'server', 'scope', 'configuration', 'key', 'model']),
  of: line('the server, server/tool or scope it concerns').optional(),
  says: prose('the change that was foreseen', 2000),
});

const Retention = z.strictObject(
  {
    'logs-months': z.int({ error: 'a number of calendar months, never of days' }).min(1).max(1200),
    'documents-years': z.int({ error: 'a number of years' }).min(1).max(100).optional(),
    basis: line('the law that provides otherwise, or why this period is appropriate', 512).optional(),
  },
  { error: 'logs-months' },
);

const Supplier = z.strictObject({
  server: line('the name of the server in scope files and logs'),
  supplier: line('who supplies it'),
  agreement: z.strictObject({ sha256: Sha256, date: Day }, { error: 'sha256 and date of the agreement' }).optional(),
  'open-source': z.boolean({ error: 'true or false' }).optional(),
});

const Document = z.strictObject({
  kind: word(DOCUMENT_KINDS),
  title: line('the title'),
  sha256: Sha256,
  date: Day,
  'signed-by': FunctionName.optional(),
  url: Url.optional(),
});

const Registration = z.strictObject({
  section: word(['A', 'B', 'C']),
  number: line('the record number'),
  date: Day,
  url: Url.optional(),
  screenshot: Sha256.optional(),
});

const Item = z.record(z.string(), prose('the declared text'), { error: 'texts by number' });

/** The file. */
export const CardFile = z.strictObject(
  {
    'remit-system': z.literal(1, { error: '1, the version of this format' }),
    id: Id,
    name: line('the name of the system'),
    version: line('the version of the system', 64),
    purpose: prose('the intended purpose', 4000),
    role: word(['provider', 'deployer', 'both']),
    provider: Party.optional(),
    deployer: Party.optional(),
    representative: Party.optional(),
    'trade-name': line('trade name and unambiguous reference').optional(),
    status: word(['on-the-market', 'in-service', 'no-longer', 'recalled']).optional(),
    'member-states': list(named('a country code', /^[A-Z]{2}$/, 'DE'), 'country codes', 64).optional(),
    'provider-entry': Url.optional(),
    classification: Classification,
    sme: z.boolean({ error: 'true or false' }).optional(),
    'first-placed-on-market': Day.optional(),
    'type-model': line('type and model, for Article 111(2)').optional(),
    'significant-design-changes': list(
      z.strictObject({ date: Day, what: prose('what changed', 2000) }),
      'changes',
    ).optional(),
    'logging-plan': list(PlanItem, 'items').optional(),
    'change-envelope': list(EnvelopeItem, 'items').optional(),
    retention: Retention.optional(),
    responsible: list(z.strictObject({ function: FunctionName, for: prose('what for', 512) }), 'functions').optional(),
    suppliers: list(Supplier, 'suppliers').optional(),
    documents: list(Document, 'documents').optional(),
    registrations: list(Registration, 'registrations', 16).optional(),
    'no-harmonised-standard-as-of': Day.optional(),
    'annex-iv': Item.optional(),
    'annex-viii': z
      .strictObject(
        {
          A: Item.optional(),
          B: Item.optional(),
          C: Item.optional(),
          reviewed: list(named('an item', /^[ABC][0-9]{1,2}$/, 'A6'), 'items', 64).optional(),
        },
        { error: 'A, B, C or reviewed' },
      )
      .optional(),
  },
  { error: 'a system card' },
);
export type CardFile = z.infer<typeof CardFile>;
