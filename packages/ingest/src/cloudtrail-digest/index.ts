/** Digests of CloudTrail: what AWS signed about the log files that it wrote (log schemas reference §3.7). */
export { isOfDigest, openDigestFolder } from './digest-folder.ts';
export type { DigestReport, Finding } from './digest-report.ts';
export { folderIntegrity } from './integrity.ts';
export { parsePublicKeys } from './public-keys.ts';
export { validateDigests } from './validate-digests.ts';
