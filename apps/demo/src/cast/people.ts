/** The made-up employees of the bank and its auditor, by the reference under which their keys are made. */
export const people = {
  administrator: 'ruth.amsel@lending.bank.example',
  /** For whom the agent works. */
  clerk: 'jonas.feldkirch@lending.bank.example',
  /** Releases or refuses what the agent proposes. */
  creditOfficer: 'mireille.sandoval@lending.bank.example',
  auditor: 'tobias.nordahl@audit.example',
} as const;

/** The agent that the clerk's key is bound to. */
export const AGENT = 'loan-triage-agent';

/** Origin of the bank's log and name of its key. */
export const ORIGIN = 'remit.lending.bank.example/triage';

/** Key name of the auditor's witness. */
export const WITNESS = 'witness.audit.example';
