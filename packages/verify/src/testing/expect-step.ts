/** Looks up a step of a report. For tests only. */
import type { VerifyReport, VerifyStep } from '../verify-pack.ts';

/** The step of that name. */
export function stepOf(report: VerifyReport, name: string): VerifyStep {
  const step = report.steps.find((one) => one.name === name);
  if (step === undefined) throw new Error(`there is no step ${name}`);
  return step;
}
