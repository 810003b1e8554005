/** What each sealed thing is bound to (AES-GCM associated data), so that rows cannot be swapped for one another. */
/** UTF-8, from Node's pool of small buffers: an array of its own costs more than its bytes. */
const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');

export const aad = {
  /** A wrapped group key; see record-keys.ts. It is the same in many rows, and each row is bound by its check. */
  groupKey: utf8('remit/v1/group-key'),
  recordKey: (record: string) => utf8(`remit/v1/record-key\n${record}\n`),
  /** Disclosures and small contents of a record, sealed together. */
  content: (record: string) => utf8(`remit/v1/content\n${record}`),
  /** A record's own wrapped data key, in rows of the first releases. */
  dek: (record: string) => utf8(`remit/v1/dek\n${record}`),
  disclosures: (record: string) => utf8(`remit/v1/disclosures\n${record}`),
  payload: (record: string, field: string) => utf8(`remit/v1/payload\n${record}\n${field}`),
  subjectKey: (handle: string) => utf8(`remit/v1/subject-key\n${handle}`),
  /** Bytes of another part of the house, sealed under one person's key. */
  own: (handle: string, purpose: string) => utf8(`remit/v1/own\n${handle}\n${purpose}`),
  subjectReference: (handle: string, kind: string) => utf8(`remit/v1/subject-reference\n${kind}\n${handle}`),
};
