/** remit scope check | declare | show; draft and simulate have files of their own. */
import type { ScopeProblem } from '@remit/scope';
import type { Command } from 'commander';
import type { ScopeView } from '../server/admin-types.ts';
import { optionsOf, sendJson } from './context.ts';
import { examples } from './help-examples.ts';
import type { Io } from './io.ts';
import { CommandFailure, print, table } from './io.ts';
import { addScopeDraftCommand } from './scope-draft.ts';
import { readScopeFile } from './scope-file.ts';
import { addScopeSimulateCommand } from './scope-simulate.ts';

export function addScopeCommands(program: Command, io: Io): void {
  const scope = program
    .command('scope')
    .description('declared scopes: what an agent may do, in a file that people read');
  scope
    .command('check <file>')
    .description('check a scope file; needs no server and changes nothing')
    .addHelpText('after', examples(['remit scope check triage.yaml']))
    .action(async (file: string, _: unknown, command: Command) => {
      const { compileScope, describeScope, parseScope, scopeWarnings } = await import('@remit/scope');
      const o = optionsOf(command);
      const { text, source } = readScopeFile(io, file);
      const parsed = parseScope(text);
      if (!parsed.ok) {
        if (o.json === true) io.out(JSON.stringify({ ok: false, problems: parsed.error }, undefined, 2));
        throw new CommandFailure(problemLines(file, parsed.error).join('\n'));
      }
      const compiled = compileScope(parsed.value, source);
      const { id, sha, bundleSha, mode } = compiled;
      const warnings = scopeWarnings(parsed.value);
      print(io, o.json, { ok: true, id, sha, bundleSha, mode, warnings }, () => [
        `${file}: ok. Scope ${id}, digest ${sha}.`,
        ...describeScope(parsed.value),
        ...warnings.map(warning),
      ]);
    });
  scope
    .command('declare <file>')
    .description('put a scope in force; the file and who declared it are recorded first')
    .addHelpText('after', examples(['remit scope declare triage.yaml']))
    .addHelpText(
      'after',
      [
        '',
        'A scope with `mode: observe` stops nothing: every call is decided, recorded as not enforced, and forwarded, also of',
        'tools that the file does not list. It is for finding out what an agent does; then see `remit scope draft`.',
      ].join('\n'),
    )
    .action(async (file: string, _: unknown, command: Command) => {
      const o = optionsOf(command);
      const { text } = readScopeFile(io, file);
      const declared = await sendJson<ScopeView>(io, o, { method: 'POST', path: '/v1/scopes', yaml: text });
      print(io, o.json, declared, () => [
        ...declared.warnings.map(warning),
        `Scope ${declared.id} is in force for agent ${declared.agent}, ${declared.from} to ${declared.to}. Digest ${declared.sha}.`,
      ]);
    });
  scope
    .command('show [id]')
    .description('scopes in force, or one of them in words')
    .addHelpText('after', examples(['remit scope show', 'remit scope show loan-triage']))
    .action(async (id: string | undefined, _: unknown, command: Command) => {
      const o = optionsOf(command);
      const { scopes } = await sendJson<{ scopes: ScopeView[] }>(io, o, { method: 'GET', path: '/v1/scopes' });
      if (id === undefined)
        return print(io, o.json, scopes, () =>
          table(
            ['ID', 'MODE', 'AGENT', 'SYSTEM', 'FROM', 'TO', 'DIGEST'],
            scopes.map((s) => [
              s.id,
              s.mode === 'observe' ? 'OBSERVE ONLY, not enforced' : s.mode,
              s.agent,
              s.system,
              s.from,
              s.to,
              s.sha,
            ]),
          ),
        );
      const one = scopes.find((s) => s.id === id);
      if (one === undefined) throw new CommandFailure(`No scope ${id} is in force. \`remit scope show\` lists them.`);
      print(io, o.json, one, () => [...one.description, ...one.warnings.map(warning)]);
    });
  addScopeDraftCommand(scope, io);
  addScopeSimulateCommand(scope, io);
}

function warning(text: string): string {
  return `Warning: ${text}`;
}

/** `file:line:column: path: message`, the form that editors jump to. */
export function problemLines(file: string, problems: readonly ScopeProblem[]): string[] {
  return problems.map(
    (p) =>
      `${file}:${p.line}:${p.column}: ${p.path === '' ? 'the file' : p.path}: ${p.message}${p.expected === undefined ? '' : ` Expected ${p.expected}.`}`,
  );
}
