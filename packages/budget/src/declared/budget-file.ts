/**
 * The list of budgets that hold beside those of scopes: for the organisation, teams, persons, keys, models, providers. Its
 * YAML is read by the caller; persons stand in it by reference and leave this file as handles.
 */
import { isTimeZone, nanoUsd } from '@remit/core';
import { z } from 'zod';
import type { BudgetLimit } from '../book/limit.ts';
import { BUDGET_SCOPES } from '../book/limit.ts';
import type { BudgetWindow } from '../window/window.ts';

const Name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'a name of at most 64 letters, digits and . _ -');
const Reference = z.string().min(1).max(512);
const Amount = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

const Limit = z
  .strictObject({
    scope: z.enum(BUDGET_SCOPES),
    of: Reference.default('*').describe('Which one; * for each one apart.'),
    usd: z
      .string()
      .regex(/^\d{1,7}(\.\d{1,9})?$/, 'dollars as text, such as "50" or "0.25"')
      .optional(),
    tokens: Amount.optional(),
    requests: Amount.optional(),
    per: z.enum(['minute', 'hour', 'day', 'week', 'month', 'year', 'lifetime']).optional(),
    days: z.int().min(1).max(3660).optional(),
    'rolling-minutes': z.int().min(1).max(527_040).optional(),
    zone: z.string().refine(isTimeZone, 'an IANA time zone, such as Europe/Berlin').default('UTC'),
    mode: z.enum(['hard', 'soft', 'warn']).default('hard'),
  })
  .superRefine((limit, ctx) => {
    const units = [limit.usd, limit.tokens, limit.requests].filter((unit) => unit !== undefined);
    if (units.length !== 1) ctx.addIssue({ code: 'custom', message: 'one of usd, tokens and requests' });
    const windows = [limit.per, limit.days, limit['rolling-minutes']].filter((window) => window !== undefined);
    if (windows.length !== 1) ctx.addIssue({ code: 'custom', message: 'one of per, days and rolling-minutes' });
  });

/** The file's format, version 1. */
export const BudgetFile = z.strictObject({
  'remit-budgets': z.literal(1),
  teams: z
    .record(Name, z.strictObject({ agents: z.array(Reference).default([]), people: z.array(Reference).default([]) }))
    .default({}),
  limits: z.record(Name, Limit),
});
export type BudgetFile = z.infer<typeof BudgetFile>;

/** Budgets with handles in place of persons: what is recorded and what is put in force. */
export interface DeclaredBudgets {
  readonly v: 1;
  readonly teams: Readonly<Record<string, { readonly agents: readonly string[]; readonly people: readonly string[] }>>;
  readonly limits: readonly Omit<BudgetLimit, 'version'>[];
}

/** `handle`: the handle of a person's reference. `*` stays what it is. */
export function declaredBudgets(file: BudgetFile, handle: (reference: string) => string): DeclaredBudgets {
  return {
    v: 1,
    teams: Object.fromEntries(
      Object.entries(file.teams).map(([name, { agents, people }]) => [name, { agents, people: people.map(handle) }]),
    ),
    limits: Object.entries(file.limits).map(([id, limit]) => ({
      id,
      scope: limit.scope,
      of: limit.scope === 'person' && limit.of !== '*' ? handle(limit.of) : limit.of,
      ...unitOf(limit),
      window: windowOf(limit),
      mode: limit.mode,
    })),
  };
}

/** The window of a calendar period, as scope files and budget files name it. */
export function periodWindow(per: NonNullable<z.infer<typeof Limit>['per']>, zone: string): BudgetWindow {
  return per === 'lifetime' ? { kind: 'lifetime' } : { kind: 'calendar', per, zone };
}

function windowOf({ per, days, 'rolling-minutes': minutes, zone }: z.infer<typeof Limit>): BudgetWindow {
  if (per !== undefined) return periodWindow(per, zone);
  if (days !== undefined) return { kind: 'days', days, from: 0 };
  return { kind: 'rolling', ms: (minutes ?? 1) * 60_000 };
}

function unitOf({ usd, tokens, requests }: z.infer<typeof Limit>): Pick<BudgetLimit, 'unit' | 'amount'> {
  if (usd !== undefined) return { unit: 'nanousd', amount: nanoUsd(usd) };
  if (tokens !== undefined) return { unit: 'tokens', amount: tokens };
  return { unit: 'requests', amount: requests ?? 0 };
}
