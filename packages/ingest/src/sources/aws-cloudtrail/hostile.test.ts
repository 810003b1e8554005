/** Records that hold anything: mapping never throws and never gives an event that is no leaf. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapRecord } from '../mapping/map-record.fixture.ts';
import { cloudTrailDatasets } from './datasets.ts';
import { awsCloudTrail } from './index.ts';
import { apiCall, gatewayCall, grant, mcpEvent, modelCall } from './made-records.fixture.ts';

const records = [apiCall, mcpEvent, gatewayCall, modelCall, grant].map(
  (record) => JSON.parse(JSON.stringify(record)) as object,
);

/** Every path to a member, so that one of them can be replaced. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, member]) => pathsOf(member, [...path, name]))];
}

function replaced(value: unknown, path: readonly string[], by: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return by;
  if (Array.isArray(value))
    return value.map((member, index) => (String(index) === name ? replaced(member, rest, by) : member));
  // Paths come from pathsOf, so this is an object of JSON.
  const members = value as Readonly<Record<string, unknown>>;
  return { ...members, [name]: replaced(members[name], rest, by) };
}

const anything = fc.oneof(
  fc.constantFrom('***', 'REDACTED', '', null, 0, -1, true, '\u0000', '\ud800', 'x'.repeat(3000), '__proto__'),
  fc.jsonValue(),
);

describe('hostile records', () => {
  it('[ingest-aws.never-throws] one member replaced by anything still gives an honest event', () => {
    fc.assert(
      fc.property(fc.constantFrom(...records), fc.nat(), anything, (record, at, value) => {
        const paths = pathsOf(record).filter((path) => path.length > 0);
        const path = paths[at % paths.length] ?? [];
        const changed = replaced(record, path, value) as object;
        for (const { id } of cloudTrailDatasets)
          expect(mapRecord(awsCloudTrail, changed, { dataset: id }).dataset).toBe(id);
      }),
      { numRuns: 300 },
    );
  });
});
