/**
 * Balances as of one place in the log, kept so that a start need not read all of it. A cache and never the authority: one
 * that is damaged, or whose place the log does not have, is not used, and everything is read.
 */
import type { Result } from '@remit/core';
import { canonicalize, err, fromUtf8, ok, sha256, toHex, utf8 } from '@remit/core';
import { z } from 'zod';
import { BudgetUnit } from '../amounts.ts';
import type { BalanceState } from './balances.ts';

/** Balances after the first `index` records of the log, the last of which has this leaf hash. */
export interface BalanceSnapshot {
  readonly index: number;
  readonly leaf: string;
  readonly state: BalanceState;
}

const Amount = z.int().min(0);
const Unit = z.enum(BudgetUnit);
const Key = { limit: z.string(), account: z.string(), window: z.string(), unit: Unit };
const Snapshot = z.strictObject({
  v: z.literal(1),
  index: z.int().min(1),
  leaf: z.string(),
  state: z.strictObject({
    spent: z.array(z.strictObject({ ...Key, settled: Amount, overrun: Amount })),
    open: z.array(
      z.strictObject({
        leaf: z.string(),
        draws: z.array(z.strictObject({ ...Key, version: z.string() })),
        upper: z.strictObject({ nanousd: Amount, tokens: Amount, requests: Amount }),
      }),
    ),
  }),
});

/** The snapshot as text: the SHA-256 of the rest, then the rest. */
export function writeSnapshot({ index, leaf, state }: BalanceSnapshot): string {
  const text = canonicalize({ v: 1, index, leaf, state });
  return `${toHex(sha256(utf8(text)))}\n${text}`;
}

/** Reads one back, or says what is wrong with it. */
export function readSnapshot(text: string): Result<BalanceSnapshot, string> {
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  if (end < 0 || toHex(sha256(utf8(body))) !== text.slice(0, end)) return err('its digest is another one');
  const parsed = Snapshot.safeParse(JSON.parse(fromUtf8(utf8(body)) ?? 'null'));
  return parsed.success ? ok(parsed.data) : err('it has another format');
}
