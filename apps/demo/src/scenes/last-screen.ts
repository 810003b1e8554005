/** The last screen: the day in figures, from the verified pack. */

import { columns } from '../show/screen.ts';
import type { Summary } from '../summary.ts';
import type { Stage } from './stage.ts';

/** Prints it. `latest`: folder with the results, as a path that works where the reader stands. */
export function lastScreen({ screen, folder }: Stage, summary: Summary, latest: string): void {
  const { figures, head, witness } = summary;
  screen.title('the day in figures');
  const { model } = summary;
  for (const line of model.models) screen.row(model.kind === 'replay' ? 'replay' : 'model', line);
  screen.row('asked', `${model.requests} requests to the model, which chose ${model.choices} tools`);
  const { 'tool-call-id': byId, 'argument-fingerprint': byPrint, 'trace-context': byTrace } = model.joined;
  screen.row(
    'joined',
    `${byId + byPrint + byTrace} calls to the answer that chose them: ${byId} by the minted id, ${byPrint} by equal arguments${byTrace === 0 ? '' : `, ${byTrace} by trace`}; ${model.withoutChoice} made by hand`,
  );
  screen.row('called', `${figures.called} tool calls`);
  const tools = summary.tools.map(({ tool, called, ends }) => [
    tool,
    String(called),
    Object.entries(ends)
      .map(([end, count]) => `${count} ${end}`)
      .join(', '),
  ]);
  for (const line of columns(tools)) screen.row('', line);
  screen.row('allowed', `${figures.allowed}, of these ${figures.approved} released by a person`);
  screen.row('denied', `${figures.denied}, of these ${figures.refused} refused by a person`);
  screen.row('open', `${figures.open} without an answer`);
  const { verdicts, breaches } = figures;
  screen.row(
    'in its remit?',
    `${verdicts.in} calls in, ${verdicts.out} out, ${verdicts.indeterminate} cannot be told; let through although not in: ${breaches}`,
  );
  for (const { severity, kind, count, says } of summary.exceptions)
    screen.row('exception', `${severity}: ${kind} (${count}): ${says}`);
  for (const line of columns(Object.entries(summary.verdicts).map(([what, result]) => [what, result])))
    screen.row('verify.mjs', line);
  screen.row('head', `${head.size} records of ${head.origin}`);
  screen.row('', `root ${head.root}`);
  screen.row('witness', `${witness.name} at ${witness.at}`);
  screen.row('the run', folder.root);
  screen.row('for you', latest);
  const [verifier, pack, trust] = ['auditor/verify.mjs', 'pack.zip', 'auditor/trust'].map((name) =>
    shellWord(`${latest}/${name}`),
  );
  screen.say(`node ${verifier ?? ''} ${pack ?? ''} --trust ${trust ?? ''}`);
  screen.row('took', `${summary.seconds} s`);
}

/** A path as a POSIX shell reads it. */
function shellWord(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
