/** What each sealed thing is bound to (AES-GCM associated data), so that rows cannot be swapped for one another. */
import { utf8 } from '@remit/core';

export const aad = {
  /** A record's wrapped data key. */
  dek: (record: string) => utf8(`remit/v1/dek\n${record}`),
  disclosures: (record: string) => utf8(`remit/v1/disclosures\n${record}`),
  payload: (record: string, field: string) => utf8(`remit/v1/payload\n${record}\n${field}`),
  subjectKey: (handle: string) => utf8(`remit/v1/subject-key\n${handle}`),
  subjectReference: (handle: string, kind: string) => utf8(`remit/v1/subject-reference\n${kind}\n${handle}`),
};
