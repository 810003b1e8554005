/** remit budget declare | show */
import type { Command } from 'commander';
import type { BudgetView, DeclaredBudgetList } from '../server/admin-types.ts';
import { optionsOf, sendJson } from './context.ts';
import { examples } from './help-examples.ts';
import type { Io } from './io.ts';
import { print, table } from './io.ts';
import { readScopeFile } from './scope-file.ts';

export function addBudgetCommands(program: Command, io: Io): void {
  const budget = program
    .command('budget')
    .description('budgets on language models: limits, what is spent, held and left');
  budget
    .command('declare <file>')
    .description('put a list of budgets in force, in place of the one before; budgets of scopes stay')
    .addHelpText('after', examples(['remit budget declare budgets.yaml']))
    .addHelpText(
      'after',
      '\nWhat was spent stays: a limit may change its amount and its mode, not what it counts.\n\nExample of a list:\n  remit-budgets: 1\n  teams:\n    claims: { agents: [claims-agent], people: [ana@example.com] }\n  limits:\n    org-month: { scope: org, usd: "5000", per: month, zone: Europe/Berlin }\n    claims-month: { scope: team, of: claims, usd: "800", per: month, zone: Europe/Berlin }\n    each-person: { scope: person, tokens: 2000000, per: day, mode: soft }\n    each-key: { scope: key, requests: 60, rolling-minutes: 1 }',
    )
    .action(async (file: string, _: unknown, command: Command) => {
      const o = optionsOf(command);
      const { text } = readScopeFile(io, file);
      const declared = await sendJson<DeclaredBudgetList>(io, o, { method: 'POST', path: '/v1/budgets', yaml: text });
      print(io, o.json, declared, () => [
        `${declared.limits.length} limits are in force: ${declared.limits.join(', ')}. Digest ${declared.sha}, record ${declared.record}.`,
      ]);
    });
  budget
    .command('show')
    .description(
      'accounts of each limit in their present window; your own, and those of no person for admin and auditor',
    )
    .addHelpText('after', examples(['remit budget show', 'remit budget show --persons']))
    .option('--persons', 'accounts of all persons too, for the roles admin and auditor')
    .action(async (given: { persons?: boolean }, command: Command) => {
      const o = optionsOf(command);
      const path = given.persons === true ? '/v1/budgets?persons=true' : '/v1/budgets';
      const shown = await sendJson<{ at: string; budgets: BudgetView[] }>(io, o, { method: 'GET', path });
      print(io, o.json, shown, () =>
        shown.budgets.length === 0
          ? ['No account has been used that you may see.']
          : table(
              ['LIMIT', 'ACCOUNT', 'WINDOW', 'ALLOWED', 'SPENT', 'HELD', 'LEFT', 'MODE', 'RESETS'],
              shown.budgets.map((b) => [
                b.limit,
                b.account,
                b.window,
                amount(b, b.allowed),
                amount(b, b.settled),
                amount(b, b.held),
                amount(b, b.left),
                b.mode,
                b.resetsAt ?? 'never',
              ]),
            ),
      );
    });
}

function amount({ unit }: BudgetView, value: number): string {
  return unit === 'nanousd' ? `${(value / 1e9).toFixed(6)} USD` : `${value} ${unit}`;
}
