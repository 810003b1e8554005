/** The auditor's trust file: whose signatures count, and the newest head that his own witness cosigned. */

/** Keys as signed-note vkeys; `head` is a signed note with the witness's cosignature. */
export interface Trust {
  readonly logVkey: string;
  readonly witnessVkey: string;
  readonly head: string;
}

/** A C2SP tlog-policy, a line `---`, and the head. */
export function trustFile({ logVkey, witnessVkey, head }: Trust): string {
  return `# Where these keys are from: the log's key was handed over by the bank at the start, in person.
# The witness is the auditor's own.
log ${logVkey}
witness auditor ${witnessVkey}
quorum auditor
---
${head}`;
}

/** The same keys without the head. */
export function trustWithoutHead({ logVkey, witnessVkey }: Trust): string {
  return `log ${logVkey}\nwitness auditor ${witnessVkey}\nquorum auditor\n`;
}

/** Trust of a reader who has nothing but the log's own key: what there is without a witness. */
export function trustInLogOnly({ logVkey }: Trust): string {
  return `log ${logVkey}\nquorum none\n`;
}
