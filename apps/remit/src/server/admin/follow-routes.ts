/** Objects of places that are followed: which of them are new, and their ingestion under the names that they have there. */
import { isAbsolute } from 'node:path';
import { Role } from '@remit/registry';
import { z } from 'zod';
import { adminError } from '../admin-errors.ts';
import type { IngestLine } from '../admin-types.ts';
import type { House } from '../house-types.ts';
import { MappingText, mappingFor } from '../ingest/mapping-for.ts';
import { runIngest, summaryOf } from '../ingest/run-ingest.ts';
import type { AdminApp } from './route-kit.ts';
import { jsonBody, needs } from './route-kit.ts';

const Place = z.strictObject({ place: z.string().min(1).max(4096), tag: z.string().min(1).max(1024) });
const UnseenRequest = z.strictObject({ places: z.array(Place).max(1000) });
const ObjectsRequest = z.strictObject({
  objects: z
    .array(
      z.strictObject({
        path: z.string().refine(isAbsolute, 'expected an absolute path'),
        name: z.string().min(1).max(2048),
        followed: Place.optional(),
      }),
    )
    .min(1)
    .max(1000),
  source: z.string().min(1).optional(),
  mapping: MappingText.optional(),
});

export function addFollowRoutes(app: AdminApp, house: House): void {
  app.post('/v1/ingest/unseen', needs(Role.Admin), async (c) => {
    const request = UnseenRequest.safeParse(await jsonBody(c));
    if (!request.success) throw adminError('admin.bad-request', z.prettifyError(request.error));
    const { ingest } = house.ingestion.open();
    return c.json({ places: request.data.places.filter(({ place, tag }) => !ingest.isFollowed(place, tag)) });
  });
  app.post('/v1/ingest/objects', needs(Role.Admin), async (c) => {
    const request = ObjectsRequest.safeParse(await jsonBody(c));
    if (!request.success) throw adminError('admin.bad-request', z.prettifyError(request.error));
    const { objects, source } = request.data;
    const { ingest } = house.ingestion.open();
    const mapped = await mappingFor(request.data, house);
    const lines: IngestLine[] = [];
    for (const { followed, ...object } of objects) {
      const options = { ...mapped, ...(source === undefined ? {} : { source }), ...(followed && { followed }) };
      await runIngest({ ingest, objects: [object], options, emit: (line) => lines.push(line), stopped: () => false });
    }
    const reports = lines.flatMap((line) => (line.kind === 'object' ? [line.report] : []));
    const errors = lines.filter((line) => line.kind === 'refused');
    return c.json({ ...summaryOf(reports, errors.length), reports, errors });
  });
}
