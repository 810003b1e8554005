/** The declared scope of the loan-triage agent, as the bank's compliance office would write it. */
import { assigned } from './applicants.ts';
import { AGENT } from './people.ts';

/**
 * The scope file. `applicants`: absolute folder of the cases. `year`: first year of validity; it runs to the end of the
 * next. `model`: the account at the provider and the model that the agent may ask.
 */
export function loanTriageScope(
  applicants: string,
  year: number,
  model: { readonly account: string; readonly model: string },
): string {
  // A JSON string is a YAML string too, whatever stands in the path.
  const roots = assigned.map(({ id }) => JSON.stringify(`${applicants}/${id}`)).join(', ');
  const within = `path-within: { roots: [${roots}], links: resolve }`;
  const about = `{ argument: path, segment-after: ${JSON.stringify(applicants)} }`;
  return `# What the loan-triage agent may do. Nothing else is allowed.
remit-scope: 1
id: loan-triage
system:
  id: loan-triage-eu
  name: Loan triage
  purpose: Pre-sort consumer loan applications for a human credit officer
agent: ${AGENT}
declared-by: Head of Lending Operations
approved-by: Compliance Office
valid: { from: ${year}-01-01, to: ${year + 1}-12-31 }
servers:
  files:
    tools:
      read_text_file:
        rule: read-assigned-case
        when:
          path: { ${within} }
          head: { absent-or: { min: 1, max: 1000 } }
          tail: { absent-or: { min: 1, max: 1000 } }
        about: ${about}
      read_multiple_files:
        rule: read-assigned-cases
        when:
          paths: { each: { ${within} } }
        about: { argument: paths, segment-after: ${JSON.stringify(applicants)} }
      list_directory:
        rule: list-assigned-case
        when:
          path: { ${within} }
        about: ${about}
  everything:
    tools:
      get-sum:
        rule: add-two-amounts
        when:
          a: { min: 0, max: 1000000 }
          b: { min: 0, max: 1000000 }
      trigger-long-running-operation:
        rule: wait-for-credit-bureau
        when:
          duration: { min: 1, max: 60 }
          steps: { min: 1, max: 60 }
  decisions:
    tools:
      propose_decision:
        rule: propose-for-release
        when:
          case: { one-of: [${assigned.map(({ id }) => id).join(', ')}] }
          decision: { one-of: [approve, decline, refer] }
          reasons: { any: true }
        needs-approval:
          role: approver
          reason: "AI Act Annex III point 5(b): a person releases each proposed decision"
        about: { argument: case }
models:
  ${model.account}:
    ${JSON.stringify(model.model)}:
      rule: ask-triage-model
      when:
        operation: { one-of: [chat] }
        max-output: { max: 4096 }
budgets:
  day: { tokens: 2000000, per: day }
`;
}
