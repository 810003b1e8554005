/** What a run leaves for programs: summary.json. Paths are relative to its own folder, so that the folder can be moved. */
import type { Figures, ToolFigures } from './evidence/figures.ts';
import { figuresByTool, figuresOf } from './evidence/figures.ts';
import type { HeadWitness } from './evidence/head-witness.ts';
import type { ModelFigures } from './evidence/joined-calls.ts';
import { modelFigures } from './evidence/joined-calls.ts';
import type { ForgeryResults } from './scenes/forge-packs.ts';
import type { Verified } from './scenes/verify-pack.ts';

/** Schema `remit.demo-summary/1`. Holds no key and no personal data. */
export interface Summary {
  readonly schema: 'remit.demo-summary/1';
  readonly result: 'PASS';
  readonly pack: 'pack.zip';
  readonly auditor: { readonly trust: 'auditor/trust'; readonly verifier: 'auditor/verify.mjs' };
  /** As it was asked for. */
  readonly period: { readonly from: string; readonly to: string };
  readonly head: { readonly origin: string; readonly size: number; readonly root: string };
  readonly witness: HeadWitness;
  readonly figures: Figures;
  readonly tools: readonly ToolFigures[];
  readonly model: ModelFigures & { readonly kind: 'replay' | 'real' };
  readonly exceptions: readonly {
    readonly kind: string;
    readonly severity: string;
    readonly count: number;
    readonly says: string;
  }[];
  readonly verdicts: Readonly<Record<string, string>>;
  readonly seconds: number;
}

/** Puts the summary together. `seconds`: how long the run took. */
export function summaryOf(input: {
  readonly period: Summary['period'];
  readonly verified: Verified;
  readonly forgeries: ForgeryResults;
  readonly witness: HeadWitness;
  readonly kind: Summary['model']['kind'];
  readonly seconds: number;
}): Summary {
  const { period, verified, forgeries, witness, seconds } = input;
  const { pack, withTrust, withoutTrust } = verified;
  return {
    schema: 'remit.demo-summary/1',
    result: 'PASS',
    pack: 'pack.zip',
    auditor: { trust: 'auditor/trust', verifier: 'auditor/verify.mjs' },
    period,
    head: withTrust.head ?? { origin: pack.inputs.origin, size: pack.inputs.size, root: '' },
    witness,
    figures: figuresOf(pack.traces),
    tools: figuresByTool(pack.traces),
    model: { kind: input.kind, ...modelFigures(pack.traces) },
    exceptions: pack.exceptions.map(({ kind, severity, count, says }) => ({ kind, severity, count, says })),
    verdicts: {
      'with the trust file': withTrust.result,
      'without the trust file': withoutTrust.result,
      'one byte changed': forgeries.oneByte.result,
      'tail cut off': forgeries.tailCut.result,
      'history rewritten and signed with the log key': forgeries.rewritten.result,
    },
    seconds,
  };
}
