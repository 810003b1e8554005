/** The scope file that the tests share: one agent, two servers, every kind of condition. */
import { utf8 } from '@remit/core';
import { compileScope } from './compile-scope.ts';
import type { CompiledScope } from './compiled-scope.ts';
import type { DeclaredScope } from './declared-scope.ts';
import { parseScope } from './parse/parse-scope.ts';

export const EXAMPLE = `remit-scope: 1
id: loan-triage
system: { id: loan-triage-eu, name: Loan triage, purpose: Pre-sort consumer loan applications for a human credit officer }
agent: loan-triage-agent
declared-by: Head of Lending Operations        # a function, not a person's name
approved-by: Compliance Office
valid: { from: 2026-01-01, to: 2027-12-31 }
servers:
  files:
    tools:
      read_text_file:
        rule: read-assigned-case
        when:
          path: { path-within: { roots: [/srv/applicants/case-1001, /srv/applicants/case-1002], links: resolve } }
          head: { absent-or: { min: 1, max: 1000 } }
        about: { argument: path, segment-after: /srv/applicants }
      read_multiple_files:
        when:
          paths: { each: { path-within: { roots: [/srv/applicants/case-1001], links: unchecked } } }
      list_allowed_directories: {}
      search_files:
        when:
          path: { path-within: { roots: [/srv/applicants/case-1001], base: /srv/applicants/case-1001 } }
          query: { any: true }
          tags: { absent-or: { each: { one-of: [income, identity] }, allow-empty: true } }
          ticket: { prefix: LOAN- }
        other-arguments: allow
  decisions:
    tools:
      propose_decision:
        when: { case: { one-of: [case-1001, case-1002] }, decision: { one-of: [approve, decline, refer] } }
        needs-approval: { role: approver, reason: "Annex III 5(b): a person releases each decision" }
        about: { argument: case }
`;

/** Parses a scope that a test knows to be right. */
export function scopeOf(yaml: string): DeclaredScope {
  const parsed = parseScope(yaml);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error, undefined, 2));
  return parsed.value;
}

/** Parses and compiles a scope that a test knows to be right. */
export function compiledOf(yaml: string): CompiledScope {
  return compileScope(scopeOf(yaml), utf8(yaml));
}

/** A minimal file around the tools of one server, indented by the caller from column 7. */
export function fileWith(tools: string, agent = 'agent-1', id = 'scope-1'): string {
  return `remit-scope: 1
id: ${id}
system: { id: system-1, name: System, purpose: Purpose }
agent: ${agent}
declared-by: Function
approved-by: Office
valid: { from: 2026-01-01, to: 2026-12-31 }
servers:
  srv:
    tools:
${tools}`;
}

/** A time at which the scopes of {@link EXAMPLE} and {@link fileWith} are in force. */
export const IN_FORCE = Date.parse('2026-06-01T12:00:00Z');
