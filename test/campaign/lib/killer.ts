/** Kills one process of an installation with SIGKILL and measures until the service is back. */

import type { Driver } from './driver.ts';
import type { Installation } from './installation.ts';
import { childOf, pause, until } from './programs.ts';

/** What can be killed. */
export const TARGETS = ['gateway', 'sequencer', 'signer', 'witness'] as const;
export type Target = (typeof TARGETS)[number];

/** Longest time to be back. Far more than the product needs: the machine may be busy. */
const BACK_MS = 60_000;

/** Process id of a target that runs now. */
export function pidOf(installation: Installation, target: Target): number | undefined {
  switch (target) {
    case 'gateway':
      return installation.gatewayPid();
    case 'witness':
      return installation.witnessPid();
    default:
      return childOf(installation.dataDir, target);
  }
}

/** True when a process with this id got the signal. */
export function kill(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

/** Kills the target, waiting for it when it is just being restarted. Restarts what nothing else restarts. */
export async function killOne(installation: Installation, target: Target): Promise<void> {
  await until(`a running ${target}`, () => {
    const pid = pidOf(installation, target);
    return pid !== undefined && kill(pid);
  });
  if (target === 'gateway') {
    await until('the end of the gateway', () => installation.gatewayPid() === undefined);
    await installation.startGateway();
  }
  if (target === 'witness') {
    await until('the end of the witness', () => installation.witnessPid() === undefined);
    await installation.startWitness();
  }
}

/** Resolves with the milliseconds until the installation does again what the target is for. */
export async function backAgain(installation: Installation, driver: Driver, target: Target): Promise<number> {
  if (target !== 'witness') return driver.nextAnswer(BACK_MS);
  const began = performance.now();
  const before = installation.recorder.cosignedSize();
  await until('a cosignature', () => installation.recorder.cosignedSize() > before, BACK_MS);
  return performance.now() - began;
}

/** Waits a random moment. */
export async function randomMoment(random: { between(low: number, high: number): number }): Promise<void> {
  await pause(random.between(0, 250));
}
