/** A ledger in memory for tests: checks each record against the schema, and can be stalled or made to fail. */
import type { Clock } from '@remit/core';
import { canonicalize, createIdSource, rfc3339, sha256, toBase64Url, toHex, utf8 } from '@remit/core';
import type {
  AnyRecord,
  Blobs,
  Committed,
  RecordDraft,
  Recorded,
  Recorder,
  RecordOf,
  RecordType,
  Subjects,
} from '@remit/record';
import { AnyRecordSchema, disclose } from '@remit/record';
import type { History } from '../history.ts';

/** A durable record with what it committed to. */
export interface Kept {
  readonly record: AnyRecord;
  readonly leaf: string;
  readonly entry: Uint8Array;
  readonly committed: Committed | undefined;
}

/** How a record fails: not taken at all, or taken and then not durable. Undefined lets it pass. */
export type Fault = { readonly at: 'record' | 'durable'; readonly error: Error } | undefined;

export interface MemoryLedger extends Recorder, Subjects, Blobs, History {
  /** Durable records, in order. */
  readonly kept: readonly Kept[];
  /** Types and the telling field of each durable record, such as `mcp.decision deny`. */
  readonly trail: readonly string[];
  /** From now on records wait. The returned function lets all of them become durable, in order. */
  stall(): () => void;
  /** Decides for each record whether it fails. */
  fault: (draft: RecordDraft) => Fault;
  /** Number of records handed over so far, durable or not. */
  readonly handed: number;
  all<T extends RecordType>(type: T): RecordOf<T>[];
  /** The only record of a type. */
  one<T extends RecordType>(type: T): RecordOf<T>;
  committedOf(record: AnyRecord): Committed | undefined;
  leafOf(record: AnyRecord | undefined): string;
  /** Reference behind a handle. */
  reference(handle: string): string | undefined;
}

export function memoryLedger(clock: Clock): MemoryLedger {
  const nextId = createIdSource(clock);
  const kept: Kept[] = [];
  const handles = new Map<string, string>();
  const blobs = new Map<string, Uint8Array>();
  let gate: Promise<void> = Promise.resolve();
  let n = 0;

  const build = (draft: RecordDraft, committed: Committed | undefined): Kept => {
    const c = Object.fromEntries(
      Object.entries(committed?.fields ?? {}).map(([name, field]) => {
        const value = field.kind === 'value' ? field.value : { sha256: toHex(sha256(field.bytes)) };
        return [name, disclose(new Uint8Array(32), name, value).commitment];
      }),
    );
    const record = AnyRecordSchema.parse({
      v: 1,
      id: nextId(),
      ts: rfc3339(clock.now()),
      org: 'test.example/log',
      w: { id: 'w1', n: n++ },
      ...draft,
      ...(committed === undefined ? {} : { c }),
    });
    if (committed !== undefined && committed.subjects.length === 0) throw new Error('no subjects');
    const entry = utf8(canonicalize(record));
    return { record, entry, committed, leaf: toBase64Url(sha256(new Uint8Array([0]), entry)) };
  };

  const ledger: MemoryLedger = {
    kept,
    get trail() {
      return kept.map(({ record }) => nameOf(record));
    },
    get handed() {
      return n;
    },
    fault: () => undefined,
    stall() {
      let release = () => {};
      gate = new Promise((resolve) => {
        release = resolve;
      });
      return () => release();
    },
    record(draft, committed): Recorded {
      const fault = ledger.fault(draft);
      if (fault?.at === 'record') throw fault.error;
      const made = build(draft, committed);
      const durable = gate.then(() => {
        if (fault !== undefined) throw fault.error;
        kept.push(made);
        return { index: kept.length - 1 };
      });
      return { id: made.record.id, leaf: made.leaf, durable };
    },
    handle(kind, reference) {
      const key = `${kind}:${reference}`;
      const handle = handles.get(key) ?? `p_${String(handles.size).padStart(22, '0')}`;
      handles.set(key, handle);
      return handle;
    },
    reference: (handle) => [...handles].find(([, known]) => known === handle)?.[0],
    async put(bytes) {
      const digest = toHex(sha256(bytes));
      blobs.set(digest, bytes);
      return digest;
    },
    get: async (digest) => blobs.get(digest),
    blob: (digest) => blobs.get(digest),
    byType: (types) =>
      kept.map(({ entry, record }, index) => ({ index, entry, t: record.t })).filter(({ t }) => types.includes(t)),
    // Proof: the filter keeps the records of this type only.
    all: <T extends RecordType>(type: T) =>
      kept.map(({ record }) => record).filter((record) => record.t === type) as RecordOf<T>[],
    one(type) {
      const found = ledger.all(type);
      const [record] = found;
      if (record === undefined || found.length !== 1) throw new Error(`${found.length} records of type ${type}`);
      return record;
    },
    committedOf: (record) => kept.find((one) => one.record.id === record.id)?.committed,
    leafOf: (record) => kept.find((one) => one.record.id === record?.id)?.leaf ?? 'not kept',
  };
  return ledger;
}

function nameOf(record: AnyRecord): string {
  switch (record.t) {
    case 'mcp.decision':
      return `${record.t} ${record.pol.dec}`;
    case 'mcp.outcome':
      return `${record.t} ${record.out.status}`;
    case 'approval':
      return `${record.t} ${record.apr.verdict}`;
    case 'gap':
      return `${record.t} ${record.gap.kind}`;
    default:
      return record.t;
  }
}
