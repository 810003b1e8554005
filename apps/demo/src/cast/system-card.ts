/** The system cards of both demos, as their operators would write them: functions, never names of persons. */

/** What the bank says of its loan triage. `agreement`: SHA-256 of the agreement with the supplier of the decision server. */
export function loanTriageCard(agreement: string): string {
  return `# What only the operator knows about the system. Recorded in the log; cannot be erased.
remit-system: 1
id: loan-triage-eu
name: Loan triage
version: "1.0"
purpose: Pre-sort consumer loan applications for a human credit officer
role: both
provider: { name: Lending Bank, address: "Domplatz 1, 99084 Erfurt", contact: compliance office }
deployer: { name: Lending Bank, address: "Domplatz 1, 99084 Erfurt", contact: lending operations }
status: in-service
member-states: [DE]
classification:
  class: annex-iii
  point: 5(b)
  rule: Article 6(2)
  reason: Prepares the evaluation of the creditworthiness of natural persons.
  profiling: true
  also: [workplace, financial-institution]
logging-plan:
  - id: LP-1
    situation: A call outside the declared scope
    serves: [12(2)(a)]
    events: [mcp.decision, scope_out]
    retention-months: 12
  - id: LP-2
    situation: A person releases or refuses a proposed decision
    serves: [12(2)(c), 26(5)]
    events: [approval]
    retention-months: 12
retention: { logs-months: 12, documents-years: 10 }
responsible:
  - { function: Head of Credit Operations, for: Oversight of the agent }
  - { function: Compliance Office, for: This card and the logging plan }
suppliers:
  - { server: files, supplier: Model Context Protocol project, open-source: true }
  - { server: everything, supplier: Model Context Protocol project, open-source: true }
  - { server: decisions, supplier: Information technology of the bank, agreement: { sha256: ${agreement}, date: 2026-01-05 } }
annex-iv:
  2(b): The agent reads the files of one case and proposes a decision; a person releases or refuses each proposal.
`;
}

/** What an operator of foreign gateways says of the cost review. */
export const costReviewCard = `# What only the operator knows about the system. Recorded in the log; cannot be erased.
remit-system: 1
id: cost-review-eu
name: Cost review
version: "1.0"
purpose: Find unused cloud resources and report them to the platform team
role: deployer
deployer: { name: Lending GmbH, address: "Domplatz 2, 99084 Erfurt", contact: platform team }
classification:
  class: undetermined
  rule: Article 6
  reason: Works on cloud resources, not on persons; the legal department has not decided yet.
logging-plan:
  - id: LP-1
    situation: A call outside the declared scope
    serves: [12(2)(a)]
    events: [ingest.batch, scope_out]
retention: { logs-months: 6, documents-years: 10 }
responsible:
  - { function: Head of Platform, for: Oversight of the agent }
suppliers:
  - { server: aws-mcp, supplier: Amazon Web Services, agreement: { sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08, date: 2026-01-05 } }
`;
