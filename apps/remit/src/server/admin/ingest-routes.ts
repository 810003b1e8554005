/** Ingestion of files that this process can read. Administrators only: it reads whatever path it is given. */
import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { ObjectOptions } from '@remit/ingest';
import { allSources, collectObjects, folderIntegrity } from '@remit/ingest';
import { Role } from '@remit/registry';
import { z } from 'zod';
import { LINES } from '../../client/admin-client.ts';
import { adminError } from '../admin-errors.ts';
import type { IngestLine } from '../admin-types.ts';
import type { House } from '../house-types.ts';
import { MappingText, mappingFor } from '../ingest/mapping-for.ts';
import type { RemitExports } from '../ingest/remit-exports.ts';
import { unpackExports } from '../ingest/remit-exports.ts';
import { runIngest } from '../ingest/run-ingest.ts';
import type { AdminApp } from './route-kit.ts';
import { jsonBody, needs } from './route-kit.ts';

const IngestRequest = z.strictObject({
  paths: z.array(z.string().refine(isAbsolute, 'expected an absolute path')).min(1).max(10_000),
  source: z.string().min(1).optional(),
  /** Text of the answer of ListPublicKeys. */
  digestKeys: z.string().optional(),
  mapping: MappingText.optional(),
  /** PEM text of the private key that AI Gateway encrypts to. Used for this request and kept nowhere. */
  aiGatewayKey: z.string().max(65_536).optional(),
  /** Verifier keys of other Remit installations whose exports are ingested. */
  remitKeys: z.array(z.string()).max(256).optional(),
});
type IngestRequest = z.infer<typeof IngestRequest>;

export function addIngestRoutes(app: AdminApp, house: House): void {
  app.post('/v1/ingest', needs(Role.Admin), async (c) => {
    const request = IngestRequest.safeParse(await jsonBody(c));
    if (!request.success) throw adminError('admin.bad-request', z.prettifyError(request.error));
    const { paths } = request.data;
    const exports = await exportsOf(request.data);
    const files = exports.rest.flatMap((path) => orRefused(path, () => collectObjects(path)));
    const objects = [...exports.objects, ...files];
    if (objects.length === 0) throw adminError('admin.ingest-refused', `There is no file below ${paths.join(', ')}.`);
    const { sub, agent } = c.get('caller');
    const who = { sub, ...(agent === undefined ? {} : { agent }) };
    const { ingest, repairs } = house.ingestion.open();
    const found = withFindings(exports, optionsFor({ ...request.data, paths: exports.rest }));
    const options = { ...found, ...sourcesFor(request.data), ...(await mappingFor(request.data, house)), who };

    let gone = false;
    const lines = new ReadableStream<Uint8Array>({
      async start(stream) {
        const emit = (line: IngestLine) => {
          if (!gone) stream.enqueue(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
        };
        for (const says of repairs) emit({ kind: 'repair', says });
        const summary = await runIngest({ ingest, objects, options, emit, stopped: () => gone });
        exports.dispose();
        emit({ kind: 'done', summary });
        if (!gone) stream.close();
      },
      // Whoever asked has gone: the object under way is finished, no other is begun.
      cancel() {
        gone = true;
      },
    });
    return c.body(lines, 200, { 'content-type': LINES });
  });
}

/** The sources with the key of this request. */
function sourcesFor({ aiGatewayKey }: IngestRequest): Pick<ObjectOptions, 'sources'> {
  if (aiGatewayKey === undefined) return {};
  try {
    return { sources: allSources({ aiGatewayKeyPem: aiGatewayKey }) };
  } catch (error) {
    throw adminError('admin.bad-request', messageOf(error));
  }
}

/** How each object is read. Digests of CloudTrail are checked once, for each path that is a folder. */
function optionsFor(
  request: Pick<IngestRequest, 'source' | 'digestKeys'> & { readonly paths: readonly string[] },
): ObjectOptions {
  const { source, digestKeys, paths } = request;
  if (digestKeys === undefined) return source === undefined ? {} : { source };
  const lookups = paths.map((dir) => {
    const checked = orRefused(dir, () => folderIntegrity({ dir, keys: digestKeys }));
    if (!checked.ok) throw adminError('admin.bad-request', checked.error);
    return checked.value.lookup;
  });
  const integrity: ObjectOptions['integrity'] = (object) => {
    const findings = lookups.map((lookup) => lookup(object));
    return findings.find((finding) => finding.why !== 'no_digest_names_it') ?? findings[0];
  };
  return { ...(source === undefined ? {} : { source }), integrity };
}

async function exportsOf(request: IngestRequest): Promise<RemitExports> {
  const { paths, remitKeys } = request;
  for (const path of paths) orRefused(path, () => statSync(path));
  const exports = await unpackExports(paths, remitKeys ?? []);
  if (!exports.ok) throw adminError('admin.ingest-refused', exports.error);
  return exports.value;
}

/** An export of Remit brings its own finding. */
function withFindings(exports: RemitExports, options: ObjectOptions): ObjectOptions {
  const { integrity } = options;
  return { ...options, integrity: (object) => exports.finding(object.name) ?? integrity?.(object) };
}

function orRefused<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw adminError('admin.ingest-refused', `${path} cannot be read: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
