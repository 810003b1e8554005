/**
 * Sentences of the report that do not depend on the data. One place, so that the test for forbidden claims reads them
 * all (compliance reference §8, §15).
 */

/** Watermark until people have attested. */
export const DRAFT = 'DRAFT - not attested';

/** Instead of the watermark, once nothing is open. */
export const FINAL = 'FINAL - every attestation that was asked for is signed and no placeholder is open';

/** Stands in every output. */
export const NOT_LEGAL_ADVICE =
  'Nothing here is legal advice, and nothing here says that a duty under any law is met. People judge and attest; this report shows what was recorded.';

/** Whose log it is (compliance reference §15, 3). */
export const WHOSE_LOG =
  "The log belongs to whoever runs this Remit instance. A gateway log is usually the log of a deployer (Article 26(6)) or a component of a provider's own; Article 12 binds the system of the provider.";

/** When Chapter III sections 1 to 3 apply (compliance reference §1). */
export const APPLIES_FROM = {
  annexIII: '2027-12-02',
  annexI: '2028-08-02',
  note: 'Chapter III sections 1 to 3 as amended by Regulation (EU) 2026/1744. Most deployments of tool servers are not high-risk systems; classification is the act of the operator, and this pack also serves as voluntary evidence.',
} as const;

/** Section 1. `models`: requests to language models stand in the report too. */
export function scopeAndLimits(models: boolean) {
  return {
    covers: models
      ? 'Calls of tools and requests to language models that were routed through this Remit instance.'
      : 'Calls of tools that were routed through this Remit instance.',
    uncoveredSurfaces: [
      'tools on the machine of the agent that are called without Remit',
      'API keys that are used directly against a server',
      models
        ? 'models that are called without Remit, and what a model weighs and does not say'
        : 'the reasoning of the model: no LLM traffic through Remit',
    ],
    whoseLog: WHOSE_LOG,
    doesNotAssert: [
      'that every action of the agent was routed through Remit',
      'that an upstream did what its answer says',
      'that a record told the truth when it was written',
      'that a declared scope is right or sufficient',
      'that any duty under any law is met',
    ],
  };
}

/** Section 4, the plan. */
export const NO_LOGGING_PLAN = { absent: 'no logging plan is kept by this version' } as const;

/** Section 4, coverage. */
export const COVERAGE =
  'Each call leaves a decision record before it is forwarded and an outcome record after it. Dense numbers per writer and per session make missing records visible.';

/** Section 9. */
export const CHANGES =
  'Each change is a candidate for a modification. Whether it is a substantial modification (Article 3(23)) is for people to judge.';

/** Section 5, what a scope file cannot say. */
export const UNCONSTRAINED_NOTE =
  'A scope file of this version cannot express these dimensions. A verdict `in` says nothing about them.';

/** Section 5, scopes that only observe. */
export const OBSERVE_NOTE =
  'A scope of mode observe stops nothing: every call is decided, recorded as not enforced, and forwarded. Calls outside it took place.';

/** Section 6: the four facts. */
export const VERDICT_NOTE =
  'Declared scope, decision, observed effect and verdict are four facts. A verdict is computed when the report is made and never changes a record. `indeterminate` is never counted as `in`.';

/** Section 8: against automation bias in reading numbers. */
export const OVERSIGHT_NOTE =
  'A short time to decision is neither proof of care nor of its absence. What the person was shown is not recorded by this version.';

/** Section 10, witnesses. */
export const WITNESS_NOTE =
  'The head of the log, with the cosignatures held, is in 12_integrity/checkpoint. Which signatures count is decided by the trust file of the reader, never by this pack.';

/** Section 10, clock. */
export const CLOCK_NOTE =
  'Times are those of the writer. Order in the log is certain; times are bounded only by the cosignatures of witnesses.';

/** Section 10: what finds an alteration by whom (compliance reference §15, 9). */
export const ALTERED_BY_WHOM = {
  outsiderOrAccident: 'found by rebuilding the tree',
  withoutTheLogKey: 'found by the signature of the checkpoint',
  operatorWithTheLogKey: 'found by a cosignature or a head that was held outside before the change',
  operatorBeforeWriting: 'not found by any log: what was never recorded, or recorded untruly, leaves no trace',
} as const;

/** Section 11. */
export const RETENTION = {
  recorded: { absent: 'retention settings, deletions and holds are not recorded by this version' },
} as const;

/** Section 12. */
export const PERSONAL_DATA = {
  inThisPack:
    'Random handles of persons, times, tool names, session handles and decision contexts. No names, no argument payloads, no results.',
  linkage: 'Handles, times and session handles can be linked by whoever holds the mapping, which is not in this pack.',
  perPerson: 'This report counts nothing per person.',
} as const;

/** Section 15. */
export const VERIFICATION = {
  how: 'node verify.mjs PACK --trust FILE',
  trustFile: 'Keys of the log and the witnesses, obtained from somewhere else than this pack; see VERIFY.md.',
  results: {
    PASS: 'the records are those that the trusted keys stand for, and every figure follows from them',
    FAIL: 'something in the pack contradicts something else, or a trusted key',
    INCOMPLETE: 'nothing contradicts, but something needed for PASS is missing',
  },
  passDoesNotMean: [
    'that the recorded actions were right or lawful',
    'that all actions were recorded',
    'that no exceptions were found: read section 7',
  ],
} as const;

export const FOREIGN_NOTE =
  'Decisions that logs of other systems show. Their verdict is held against the scopes of the agents that the operator declared those identities to be; without such a declaration it is indeterminate. Grades: C identity, action and decision; D less; B with input and output under a signature of the vendor. A is kept for records of Remit.';

export const FOREIGN_CUSTODY =
  'Custody of a foreign log starts when it is ingested. What lies before is asserted by the vendor, or protected by the vendor as far as the integrity of the batch says. A foreign log never ranks above what its source proves.';

/** Section 1, where logs of other systems were ingested. */
export const FOREIGN_SCOPE = {
  covers:
    'Decisions that ingested logs of other systems show. What those systems did not write, or what was not ingested, is not here.',
  whoseLog:
    'The vendor wrote these logs and the operator ingested them. Custody by this log starts at ingest: section 10 and 11_sources say what vouches for the time before.',
} as const;
