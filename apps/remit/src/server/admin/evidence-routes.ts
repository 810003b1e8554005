/** Traces and reports, for auditors and administrators. The work runs in a thread of its own. */
import { join } from 'node:path';
import { PolicyDecision } from '@remit/record';
import { Role } from '@remit/registry';
import { z } from 'zod';
import { adminError } from '../admin-errors.ts';
import { cleanHandOuts, openHandOut } from '../evidence/hand-out.ts';
import { parsePeriod, parseTime } from '../evidence/period.ts';
import { declareKey, makeReport } from '../evidence/report.ts';
import type { House } from '../house-types.ts';
import { scheduleView } from '../reports/schedule-view.ts';
import type { AdminApp } from './route-kit.ts';
import { jsonBody, needs, pathId } from './route-kit.ts';

const time = (edge: 'start' | 'end') =>
  z.string().transform((text, ctx) => {
    const at = parseTime(text, edge);
    if (at !== null) return at;
    ctx.addIssue({ code: 'custom', message: 'expected a day such as 2026-11-01 or an RFC 3339 time' });
    return z.NEVER;
  });

const TraceQuery = z.strictObject({
  from: time('start').optional(),
  to: time('end').optional(),
  agent: z.string().optional(),
  server: z.string().optional(),
  tool: z.string().optional(),
  system: z.string().optional(),
  exception: z.string().optional(),
  /** Source or dataset of a foreign log, or `all` of them. */
  source: z.string().optional(),
  verdict: z.enum(['in', 'out', 'indeterminate']).optional(),
  decision: z.enum(PolicyDecision).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(100),
});

const ReportRequest = z.strictObject({
  from: z.string(),
  to: z.string(),
  system: z.string().optional(),
  atSize: z
    .union([
      z.int().min(2),
      z
        .string()
        .regex(/^\d{1,15}$/)
        .transform(Number),
    ])
    .optional(),
  asOf: z.string().optional(),
  sample: z.strictObject({ seed: z.string().regex(/^[^\p{Cc}]{1,256}$/u), n: z.int().min(0).max(100_000) }).optional(),
  final: z.boolean().default(false),
  redacted: z.boolean().default(false),
  log: z.string().optional(),
});

export function addEvidenceRoutes(app: AdminApp, house: House): void {
  const readers = needs(Role.Auditor, Role.Admin);
  // Packs on their way to whoever asked. Nothing is on its way when a house opens.
  const handOuts = join(house.config.dataDir, 'run', 'reports');
  cleanHandOuts(handOuts);
  app.get('/v1/records/:id/:form{receipt|statement}', readers, async (c) => {
    const form = c.req.param('form') === 'receipt' ? 'receipt' : 'statement';
    const record = pathId(c);
    // The log names the key before anything that it signs goes out.
    await declareKey(house);
    const make = () => house.evidence.run({ kind: 'export', form, record });
    const made = (await make()) ?? (await house.ledger.sealHead().then(make));
    if (made === undefined) throw adminError('admin.not-found', `record ${record}`);
    const type = form === 'receipt' ? 'application/cose' : 'application/vnd.in-toto+json';
    return c.body(Uint8Array.from(made), 200, { 'content-type': type });
  });
  app.get('/v1/traces', readers, async (c) => {
    const query = TraceQuery.safeParse(c.req.query());
    if (!query.success) throw adminError('admin.bad-request', z.prettifyError(query.error));
    const { source, ...own } = query.data;
    const filter = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
    if (source === undefined) return c.json({ traces: await house.evidence.run({ kind: 'traces', filter }) });
    const foreign = source === 'all' ? filter : { ...filter, source };
    return c.json({ traces: await house.evidence.run({ kind: 'foreign-traces', filter: foreign }) });
  });
  app.get('/v1/traces/:id', readers, async (c) => {
    const trace = await house.evidence.run({ kind: 'trace', id: pathId(c) });
    if (trace === undefined) throw adminError('admin.not-found', `trace ${pathId(c)}`);
    return c.json(trace);
  });
  app.get('/v1/traces/:id/tree', readers, async (c) => {
    const tree = await house.evidence.run({ kind: 'tree', id: pathId(c) });
    if (tree === undefined) throw adminError('admin.not-found', `record ${pathId(c)}`);
    return c.json(tree);
  });
  app.get('/v1/traces/:id/explain', readers, async (c) => {
    const fields = await house.evidence.run({ kind: 'explain', id: pathId(c) });
    if (fields === undefined) throw adminError('admin.not-found', `trace ${pathId(c)}`);
    return c.json({ fields });
  });
  app.get('/v1/reports/schedules', readers, (c) => c.json({ reports: scheduleView(house.reports, house.clock.now()) }));
  app.post('/v1/reports', readers, async (c) => {
    const wanted = ReportRequest.safeParse(await jsonBody(c));
    if (!wanted.success) throw adminError('admin.bad-request', z.prettifyError(wanted.error));
    const period = parsePeriod(wanted.data.from, wanted.data.to);
    if (!period.ok) throw adminError('admin.bad-request', period.error);
    const asOf = wanted.data.asOf === undefined ? house.clock.now() : parseTime(wanted.data.asOf, 'start');
    if (asOf === null) throw adminError('admin.bad-request', 'as-of is a date or an RFC 3339 time');
    const hand = openHandOut(handOuts);
    const { signal } = c.req.raw;
    // Whoever has gone away needs neither the work nor its files.
    signal.addEventListener('abort', hand.discard, { once: true });
    const made = await makeReport(house, {
      path: hand.path,
      signal,
      period: period.value,
      now: asOf,
      system: wanted.data.system,
      size: wanted.data.atSize,
      sample: wanted.data.sample,
      final: wanted.data.final,
      redacted: wanted.data.redacted,
      ...(wanted.data.log === undefined ? {} : { log: wanted.data.log }),
    }).catch((error: unknown) => {
      hand.discard();
      throw error;
    });
    const { length, stream } = hand.answer(made);
    return c.body(stream, 200, { 'content-type': 'application/vnd.remit.report', 'content-length': String(length) });
  });
}
