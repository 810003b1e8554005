/** Reconciliation of sources, and the questions that people ask of the records. */
import { evidenceErrors } from '@remit/evidence';
import { Role } from '@remit/registry';
import { z } from 'zod';
import { adminError } from '../admin-errors.ts';
import { parsePeriod, parseTime } from '../evidence/period.ts';
import type { House } from '../house-types.ts';
import type { AdminApp } from './route-kit.ts';
import { jsonBody, needs } from './route-kit.ts';

const ReconcileBody = z.strictObject({
  left: z.string().min(1),
  right: z.string().min(1),
  from: z.string().optional(),
  to: z.string().optional(),
  windowMs: z.int().min(0).max(86_400_000).optional(),
  offsetMs: z.int().optional(),
  kinds: z.array(z.string()).min(1).optional(),
});

const AskBody = z.discriminatedUnion('ask', [
  z.strictObject({ ask: z.literal('personal-data'), from: z.string(), to: z.string() }),
  z.strictObject({ ask: z.literal('requirement'), requirement: z.string(), from: z.string(), to: z.string() }),
  z.strictObject({ ask: z.literal('allowed'), agent: z.string().min(1), at: z.string() }),
  z.strictObject({ ask: z.literal('person'), person: z.string().min(1) }),
]);

export function addQuestionRoutes(app: AdminApp, house: House): void {
  const readers = needs(Role.Auditor, Role.Admin);
  app.post('/v1/reconciliations', readers, async (c) => {
    const body = ReconcileBody.safeParse(await jsonBody(c));
    if (!body.success) throw adminError('admin.bad-request', z.prettifyError(body.error));
    const { from, to, left, right, windowMs, offsetMs, kinds } = body.data;
    if ((from === undefined) !== (to === undefined))
      throw adminError('admin.bad-request', 'a period has both ends, from and to');
    const period = from === undefined || to === undefined ? undefined : periodOf(from, to);
    const request = {
      left,
      right,
      ...(period === undefined ? {} : { period }),
      ...(windowMs === undefined ? {} : { windowMs }),
      ...(offsetMs === undefined ? {} : { offsetMs }),
      ...(kinds === undefined ? {} : { kinds }),
    };
    return c.json(await house.evidence.run({ kind: 'reconcile', request }).catch(notFound));
  });
  app.post('/v1/questions', readers, async (c) => {
    const body = AskBody.safeParse(await jsonBody(c));
    if (!body.success) throw adminError('admin.bad-request', z.prettifyError(body.error));
    const question = questionOf(body.data);
    return c.json(await house.evidence.run({ kind: 'ask', question }).catch(notFound));
  });
}

function questionOf(asked: z.infer<typeof AskBody>) {
  if (asked.ask === 'person') return asked;
  if (asked.ask === 'allowed') {
    const at = parseTime(asked.at, 'start');
    if (at === null) throw adminError('admin.bad-request', `at "${asked.at}": expected a day or an RFC 3339 time`);
    return { ...asked, at };
  }
  return { ...asked, ...periodOf(asked.from, asked.to) };
}

function periodOf(from: string, to: string) {
  const period = parsePeriod(from, to);
  if (!period.ok) throw adminError('admin.bad-request', period.error);
  return period.value;
}

/** The reading thread gives its error as a message: what is not there is told as that. */
function notFound(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  const known = [evidenceErrors['evidence.unknown-source'], evidenceErrors['evidence.unknown-requirement']];
  if (known.some(({ operator }) => message.startsWith(operator))) throw adminError('admin.not-found', message);
  throw error;
}
