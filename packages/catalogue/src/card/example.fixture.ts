/** A system card for tests. */
export const exampleCard = `remit-system: 1
id: loan-triage-eu
name: Loan triage
version: "2.3"
purpose: Sorts incoming loan applications by completeness for a clerk.
role: deployer
provider: { name: Triage GmbH, address: "Ring 1, 10115 Berlin", contact: office of the provider }
classification:
  class: annex-iii
  point: 5(b)
  rule: Article 6(2)
  reason: Prepares the evaluation of creditworthiness of natural persons.
  profiling: true
  also: [workplace]
first-placed-on-market: 2028-01-10
logging-plan:
  - id: LP-1
    situation: A call outside the declared scope
    serves: [12(2)(a)]
    events: [mcp.decision, scope_out]
    fields: [pol.dec, scope.sha]
    retention-months: 12
change-envelope:
  - { id: CE-1, what: tool-definition, of: files/read_file, says: Wording of descriptions may change. }
retention: { logs-months: 12, documents-years: 10 }
responsible:
  - { function: Head of Credit Operations, for: Oversight of the agent }
suppliers:
  - { server: files, supplier: Files AG, agreement: { sha256: ${'a'.repeat(64)}, date: 2026-10-01 } }
documents:
  - { kind: ifu, title: Instructions for use 2.3, sha256: ${'b'.repeat(64)}, date: 2026-09-01 }
annex-iv:
  "1(d)": Delivered as a container image.
annex-viii:
  A: { "6": "Application data; completeness rules." }
  reviewed: [A6]
`;
