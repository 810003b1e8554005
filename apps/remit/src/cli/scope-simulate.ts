/** remit scope simulate: what a scope file would have decided on recorded calls. */
import type { Command } from 'commander';
import type { SimulationView } from '../server/admin-types.ts';
import { optionsOf, sendJson } from './context.ts';
import type { Io } from './io.ts';
import { print, table } from './io.ts';
import { readScopeFile } from './scope-file.ts';

interface SimulateOptions {
  readonly days?: string;
  readonly from?: string;
  readonly to?: string;
}

export function addScopeSimulateCommand(scope: Command, io: Io): void {
  scope
    .command('simulate <file>')
    .description('what this scope would have decided on recorded calls; changes nothing; needs an admin key')
    .option('--days <n>', 'calls of the last n days; default: 30')
    .option('--from <time>', 'first day (UTC) or RFC 3339 time, instead of --days')
    .option('--to <time>', 'last day (UTC, inclusive) or RFC 3339 time')
    .addHelpText('after', '\nExample:\n  remit scope simulate triage.yaml --days 14')
    .action(async (file: string, _: unknown, command: Command) => {
      const { days, from, to, ...o } = optionsOf<SimulateOptions>(command);
      const { text } = readScopeFile(io, file);
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries({ days, from, to })) if (value !== undefined) query.set(name, value);
      const path = `/v1/scopes/simulate?${query.toString()}`;
      const view = await sendJson<SimulationView>(io, o, { method: 'POST', path, yaml: text });
      print(io, o.json, view, () => lines(view));
    });
}

function lines({ scope, from, to, counts, changes, limits }: SimulationView): string[] {
  const rows = changes.map((c) => [
    c.tool,
    c.before,
    c.after,
    String(c.count),
    c.rules || '-',
    c.records.slice(0, 3).join(' '),
  ]);
  return [
    `Scope ${scope.id} (${scope.sha.slice(0, 12)}) on ${counts.calls} calls of agent ${scope.agent}, ${from} to ${to}:`,
    `  ${counts.same} the same, ${counts.newlyDenied} newly denied, ${counts.newlyAllowed} newly allowed, ${counts.needsApproval} would need an approval, ${counts.cannotTell} cannot be told (arguments erased or unreadable)`,
    `  ${counts.stopped} of the calls that went through would be denied`,
    ...(counts.notByScope > 0 ? [`  ${counts.notByScope} refused for another reason than a scope: not looked at`] : []),
    ...(counts.otherAgents > 0 ? [`  ${counts.otherAgents} of other agents: not looked at`] : []),
    ...(rows.length === 0 ? [] : table(['TOOL', 'DECIDED', 'WOULD BE', 'CALLS', 'BY RULE', 'RECORDS'], rows)),
    ...limits,
  ];
}
