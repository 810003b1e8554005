/** Every real record of the shared sample data maps, or is listed with its reason. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedFolder } from '@remit/testing/shared-data';
import { describe, expect, it } from 'vitest';
import { mapRecord } from '../mapping/map-record.fixture.ts';
import { awsCloudTrail } from './index.ts';

const folder = sharedFolder('data', 'cloudtrail-stratus', 'docs', 'detonation-logs');

describe('real CloudTrail records', () => {
  it.skipIf(folder === undefined)(
    '[ingest-aws.real-records] 291 records of 34 files map (skipped: the shared sample data is not there)',
    () => {
      const files = readdirSync(folder ?? '').filter((name) => name.endsWith('.json'));
      const counts: Record<string, number> = {};
      const unmapped: string[] = [];
      const count = (name: string) => (counts[name] = (counts[name] ?? 0) + 1);
      for (const file of files) {
        // An array of CloudTrail records, each an object: mapRecord refuses anything else.
        const records = JSON.parse(readFileSync(join(folder ?? '', file), 'utf8')) as object[];
        records.forEach((record, index) => {
          try {
            const event = mapRecord(awsCloudTrail, record);
            count(`${event.dataset} ${event.kind}`);
            count(`outcome ${event.out?.status ?? 'not shown'}`);
            count(`decision ${event.dec?.result ?? 'not shown'}`);
            count(event.person === undefined ? 'without a person' : 'with a person');
            count(event.agent === undefined ? 'without an agent' : 'with an agent');
          } catch (error) {
            unmapped.push(`${file}[${index}]: ${String(error)}`);
          }
        });
      }
      console.log(`${files.length} files: ${JSON.stringify(counts, null, 1)}`);
      expect(unmapped).toEqual([]);
      expect(counts).toEqual({
        'aws.cloudtrail api-call': 289,
        'aws.cloudtrail.bedrock model-call': 1,
        'aws.cloudtrail.signin login': 1,
        'outcome executed': 45,
        'outcome refused': 34,
        'outcome errored': 1,
        'outcome not shown': 211,
        'decision permit': 45,
        'decision deny': 34,
        'decision not shown': 212,
        'with a person': 242,
        'without a person': 49,
        'with an agent': 289,
        'without an agent': 2,
      });
    },
  );
});
