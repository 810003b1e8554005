/** The verification as text for a terminal. */

import type { StepStatus } from './checks/check.ts';
import { printable } from './pack/pack-path.ts';
import type { VerifyReport, VerifyStep } from './verify-pack.ts';

const WORDS: Readonly<Record<StepStatus, string>> = {
  ok: 'ok',
  fail: 'FAIL',
  incomplete: 'INCOMPLETE',
  'not-applicable': '-',
};

const MEANS = {
  PASS: 'The records are those that the trusted keys stand for, and every figure follows from them.',
  FAIL: 'Something contradicts: the pack is not what it says it is.',
  INCOMPLETE: 'Nothing contradicts, but something needed for PASS is missing.',
} as const;

/** Text of a report, ending with a line feed. `color`: ANSI colours for a terminal. */
export function renderVerifyReport(report: VerifyReport, color = false): string {
  const paint = (code: number, text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const tone = report.result === 'PASS' ? 32 : report.result === 'FAIL' ? 31 : 33;
  const lines = [
    `${paint(tone, report.result)}${withExceptions(report)}  ${MEANS[report.result]}`,
    ...headLines(report),
    '',
    ...exceptionLines(report),
    '',
    'Steps',
    ...report.steps.flatMap((step) => stepLines(step, paint)),
    '',
    'PASS does not mean that the recorded actions were right or lawful, that all actions were recorded, or that no',
    'exceptions were found. Nothing here is legal advice.',
  ];
  return `${lines.join('\n')}\n`;
}

/** Whoever reads only the first word should also read that there are exceptions. */
function withExceptions({ exceptions }: VerifyReport): string {
  const { length } = exceptions;
  if (length === 0) return '';
  const critical = exceptions.filter((e) => e.severity === 'critical').length;
  return ` with ${length} exception${length === 1 ? '' : 's'}${critical > 0 ? `, ${critical} critical` : ''}`;
}

function headLines({ head, period, counts }: VerifyReport): string[] {
  if (head === undefined || period === undefined) return [];
  return [
    `Log ${safe(head.origin)}, ${head.size} records, root ${head.root}`,
    `Period ${period.from} to ${period.to}, ${period.system === undefined ? 'all systems' : `system ${safe(period.system)}`}, ${counts.calls} calls`,
  ];
}

function exceptionLines({ exceptions, counts }: VerifyReport): string[] {
  if (exceptions.length === 0) return ['Exceptions: none found. What was never recorded cannot be found.'];
  return [
    `Exceptions (${counts.exceptions}), most serious first`,
    ...exceptions
      .slice(0, 20)
      .map(
        (e) =>
          `  ${e.severity.padEnd(8)} ${e.kind} x${e.count}: ${safe(e.says)}${e.explainedInLog ? ' [the log says why]' : ''}`,
      ),
    ...(exceptions.length > 20 ? [`  and ${exceptions.length - 20} more`] : []),
  ];
}

function stepLines(step: VerifyStep, paint: (code: number, text: string) => string): string[] {
  const tone = step.status === 'ok' ? 32 : step.status === 'fail' ? 31 : step.status === 'incomplete' ? 33 : 0;
  return [
    `  ${paint(tone, WORDS[step.status].padEnd(10))} ${step.name}`,
    ...step.says.map((line) => `             ${safe(line)}`),
    `             does not prove: ${step.doesNotProve}`,
    `             protects against: ${step.protectsAgainst}`,
  ];
}

// Threat: names in a pack may hold escape sequences that move the cursor or change colours of the terminal.
function safe(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : printable(text).slice(1, -1);
}
