/** Ninth scene: three forgeries of the pack, each as good as the forger can make it. None may end in PASS. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipPack } from '@remit/evidence';
import { openLedgerReader } from '@remit/ledger';
import { ORIGIN } from '../cast/people.ts';
import type { VerifierReport } from '../evidence/stranger.ts';
import { foundInstead, objections, verifyAsStranger } from '../evidence/stranger.ts';
import { trustInLogOnly, trustWithoutHead } from '../evidence/trust-file.ts';
import { approveRefused } from '../forge/approve-refused.ts';
import { changeOneByte } from '../forge/change-one-byte.ts';
import { cutTail, headBefore } from '../forge/cut-tail.ts';
import { materialOf, writePack } from '../forge/pack-material.ts';
import { signAsLog } from '../forge/sign-as-log.ts';
import { required } from '../show/demo-failure.ts';
import type { AuditorsTrust } from './make-pack.ts';
import type { Stage } from './stage.ts';
import type { Verified } from './verify-pack.ts';

/** What the verifier said of each forgery, with the auditor's trust file. */
export type ForgeryResults = Readonly<Record<'oneByte' | 'tailCut' | 'rewritten', VerifierReport>>;

/** Makes the forgeries and verifies them. */
export async function forgePacks(stage: Stage, trust: AuditorsTrust, verified: Verified): Promise<ForgeryResults> {
  stage.screen.title('three forgeries');
  return {
    oneByte: await forgeOneByte(stage, trust, verified),
    tailCut: await forgeTailCut(stage, trust, verified),
    rewritten: await forgeHistory(stage, trust, verified),
  };
}

async function forgeOneByte(stage: Stage, { text }: AuditorsTrust, { pack }: Verified): Promise<VerifierReport> {
  const path = join(stage.folder.forgeries, 'one-byte.zip');
  const { files, says } = changeOneByte(pack.files);
  writeFileSync(path, zipPack(files));
  stage.screen.row('one byte', says);
  const report = await verify(stage, path, text);
  stage.screen.check('one changed byte: FAIL', report.result === 'FAIL', foundInstead(report));
  showObjections(stage, report);
  return report;
}

async function forgeTailCut(stage: Stage, { text, trust }: AuditorsTrust, { pack }: Verified): Promise<VerifierReport> {
  const { screen, folder } = stage;
  const path = join(folder.forgeries, 'tail-cut.zip');
  const refusal = pack.traces.flatMap(({ oversight }) => oversight).find(({ decision }) => decision === 'rejected');
  const reader = openLedgerReader(folder.bankData);
  const head = required(
    headBefore(reader.checkpoints(), required(refusal, 'a refused proposal').record.index),
    'an earlier head with a cosignature',
  );
  reader.close();
  await writePack(cutTail(materialOf(pack), head), path);
  screen.row(
    'tail cut off',
    `${pack.inputs.size - head.size} records, from before the refusal on, under an older genuine head of ${head.size}`,
  );
  const report = await verify(stage, path, text);
  screen.check(
    'the tail cut off: not PASS, because the auditor holds a newer head',
    report.result === 'FAIL',
    report.result,
  );
  showObjections(stage, report);
  const headless = await verify(stage, path, trustWithoutHead(trust));
  screen.check(
    'without that head: INCOMPLETE, because the witness last saw it before the end of the period',
    headless.result === 'INCOMPLETE',
    foundInstead(headless),
  );
  return report;
}

async function forgeHistory(stage: Stage, { text, trust }: AuditorsTrust, { pack }: Verified): Promise<VerifierReport> {
  const { screen, folder } = stage;
  const path = join(folder.forgeries, 'rewritten.zip');
  const material = materialOf(pack);
  const forged = approveRefused(material);
  const { note, checkpoint } = await signAsLog(folder.bankData, ORIGIN, forged.entries);
  await writePack(
    {
      ...material,
      ...forged,
      checkpoint: note,
      inputs: { ...material.inputs, size: checkpoint.size },
    },
    path,
  );
  screen.row('rewritten', `the refused proposal now looks approved and carried out (decision ${forged.decision});`);
  screen.row('', "leaves, tiles, root and every derived file made anew, signed with the log's own stolen key");
  const logOnly = await verify(stage, path, trustInLogOnly(trust));
  // The gateway seals its records with a key of its own. Whoever had that one too would leave nothing but the witness.
  screen.check(
    "to a reader who has only the log's key nothing fails but the seals of the gateway, whose key was not stolen",
    logOnly.steps.every(({ name, status }) => status !== 'fail' || name === 'writer-seals'),
    foundInstead(logOnly),
  );
  const report = await verify(stage, path, text);
  screen.check('to the auditor: not PASS, thanks to his witness', report.result !== 'PASS', foundInstead(report));
  showObjections(stage, report);
  const headless = await verify(stage, path, trustWithoutHead(trust));
  screen.check(
    "with the witness's key alone: not PASS either, because its line is missing",
    headless.result !== 'PASS' && headless.steps.some(({ name, status }) => name === 'witnesses' && status !== 'ok'),
    foundInstead(headless),
  );
  return report;
}

async function verify(stage: Stage, pack: string, trust: string): Promise<VerifierReport> {
  return await verifyAsStranger(stage, { verifier: stage.folder.verifier, pack, trust });
}

/** At most three objections; an altered log contradicts itself in many places. */
function showObjections({ screen }: Stage, report: VerifierReport): void {
  const all = objections(report);
  for (const text of all.slice(0, 3)) screen.row('', `- ${text}`);
  if (all.length > 3) screen.row('', `- and ${all.length - 3} more`);
}
