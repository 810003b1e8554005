/** What was this agent allowed at that moment, and who approved it? */
import { rfc3339 } from '@remit/core';
import { describeScope } from '@remit/scope';
import type { AgentRegister, Study } from '@remit/verify';
import type { AnswerRow } from './answer.ts';
import type { Found } from './found.ts';

/** The scopes in force for the agent at that time, a row for each line of what they allow. */
export function allowedRows(
  { register }: { readonly study: Study; readonly register: AgentRegister },
  { agent, at }: { agent: string; at: number },
): Found {
  const time = rfc3339(at);
  const scopes = register.scopesOf(agent, time).filter(({ later }) => !later);
  const rows = scopes.flatMap(({ by, shelved }): AnswerRow[] => {
    const { id, ts, scope } = by.record;
    const row = { id, of: 'record' as const, at: ts, agent, decision: '', verdict: '' };
    const file = `scope ${scope.id}, file SHA-256 ${scope.sha}`;
    if (shelved.kind !== 'ready') return [{ ...row, what: `${file}: cannot be read`, why: shelved.kind }];
    const { compiled, declared } = shelved;
    const inForce = compiled.from <= at && at <= compiled.to;
    const why = `${inForce ? 'in force' : 'NOT in force: outside its validity'}; declared by ${declared.declaredBy}, approved by ${declared.approvedBy}`;
    return [{ ...row, what: file, why }, ...describeScope(declared).map((what) => ({ ...row, what, why: file }))];
  });
  return {
    question: 'What was this agent allowed at that moment, and who approved it?',
    text: 'for each scope id, the last scope.declare or policy.activate record at or before the time whose scope file names the agent',
    parameters: { agent, at: time },
    rows,
    limits: [
      'declared and approved by: functions, as the scope file names them; the record names the person who put it in force by a handle',
      ...(scopes.length === 0 ? ['no scope was in force: every call through Remit was denied'] : []),
    ],
  };
}
