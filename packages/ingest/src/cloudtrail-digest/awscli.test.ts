/** The AWS CLI and this check over the same trails: what the client calls valid or not is what the report says. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { MadeTrail } from '@remit/testing';
import { alterObject, makeTrail, TRAIL_START } from '@remit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AwsDouble } from './aws-double.fixture.ts';
import { startAwsDouble } from './aws-double.fixture.ts';
import { keysOf, storeOf } from './trail-store.fixture.ts';
import { validateDigests } from './validate-digests.ts';

const HOUR = 60 * 60 * 1000;
// Debian's package, or whatever stands first in the path.
const aws = existsSync('/usr/bin/aws') ? '/usr/bin/aws' : 'aws';
const version = versionOf(aws);
const range = { from: TRAIL_START - 2 * HOUR, to: TRAIL_START + 4 * HOUR };

function versionOf(command: string): string | undefined {
  try {
    return execFileSync(command, ['--version'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

const [first, second, third] = [0, 1, 2].map((index) => (trail: MadeTrail) => trail.digests[index]?.key ?? '');
const log = (trail: MadeTrail) => trail.digests[1]?.logs[0] ?? '';
/** What is done to a trail of three digests, or its shape. */
const cases: Readonly<Record<string, (trail: MadeTrail) => unknown>> = {
  'whole chain': () => undefined,
  'altered log file': (trail) => alterObject(trail, log(trail), (text) => text.replace('made', 'MADE')),
  'missing log file': (trail) => trail.objects.delete(log(trail)),
  'cut-off log file': (trail) =>
    trail.objects.set(log(trail), trail.objects.get(log(trail))?.subarray(0, 9) ?? new Uint8Array()),
  'altered digest': (trail) => alterObject(trail, second?.(trail) ?? '', (text) => text.replace('SHA-256', 'SHA-257')),
  'missing digest': (trail) => trail.objects.delete(second?.(trail) ?? ''),
  'moved digest': (trail) =>
    trail.objects.set(third?.(trail) ?? '', trail.objects.get(first?.(trail) ?? '') ?? new Uint8Array()),
};

describe.skipIf(version === undefined)('AWS CLI (skipped: awscli is not installed)', () => {
  let double: AwsDouble;
  beforeAll(async () => {
    double = await startAwsDouble();
    console.log(version);
  });
  afterAll(async () => await double.close());

  it.each(Object.entries(cases))(
    '[ingest-aws.digest-awscli] agrees on: %s (skipped: awscli is not installed)',
    async (_, change) => {
      const trail = makeTrail();
      change(trail);
      expect(ours(trail)).toEqual(await theirs(double, trail));
    },
  );

  it('[ingest-aws.digest-awscli] agrees on: starting digest in the range (skipped: awscli is not installed)', async () => {
    const trail = makeTrail({ shape: ['start', 'start', 'link'] });
    const { lines, gaps } = ours(trail);
    expect(gaps).toBe(1);
    expect({ lines, gaps }).toEqual(await theirs(double, trail));
  });

  it.skipIf(version?.startsWith('aws-cli/2') !== true)(
    '[ingest-aws.digest-awscli] agrees on: key as SPKI (skipped: awscli is not installed, or version 1 that reads PKCS#1 only)',
    async () => {
      const trail = makeTrail({ form: 'spki' });
      expect(ours(trail)).toEqual(await theirs(double, trail));
    },
  );
});

/** Objects with valid or INVALID, and the number of gaps between digests. */
interface Agreed {
  readonly lines: readonly string[];
  readonly gaps: number;
}

function ours(trail: MadeTrail): Agreed {
  const report = validateDigests(storeOf(trail), { keys: keysOf(trail), range });
  const lines = report.findings.flatMap((finding) =>
    finding.what === 'gap' ? [] : [`${finding.place.key} ${finding.result === 'Valid' ? 'valid' : 'INVALID'}`],
  );
  // The client says nothing of spans before the first and after the last digest.
  const gaps = report.findings.filter(({ what, reasons }) => what === 'gap' && reasons[0] === 'starting_digest').length;
  const before = report.findings.some((finding) => finding.what === 'gap' && Date.parse(finding.from) === range.from);
  return { lines: lines.sort(), gaps: gaps - (before ? 1 : 0) };
}

async function theirs(double: AwsDouble, trail: MadeTrail): Promise<Agreed> {
  double.serve(trail);
  const iso = (ms: number) => new Date(ms).toISOString();
  const arn = `arn:aws:cloudtrail:${trail.region}:${trail.account}:trail/${trail.name}`;
  const times = ['--start-time', iso(range.from), '--end-time', iso(range.to)];
  const args = [
    'cloudtrail',
    'validate-logs',
    '--trail-arn',
    arn,
    '--s3-bucket',
    'made-trail-bucket',
    ...times,
    '--verbose',
  ];
  const said = await new Promise<string>((resolve) => {
    execFile(aws, args, { env: { ...process.env, ...double.env } }, (_, out, err) => resolve(`${out}\n${err}`));
  });
  expect(said).toContain('Results requested for');
  const lines = [...said.matchAll(/file\ts3:\/\/made-trail-bucket\/(\S+)\t(valid|INVALID)/g)];
  return {
    lines: lines.map(([, key, result]) => `${key} ${result}`).sort(),
    gaps: said.split('No log files were delivered').length - 1,
  };
}
