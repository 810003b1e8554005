/** `@remit/verify/in-browser`: what verify.html is made from. Nothing here needs Node when the bundle leaves it out. */
export { memorySource } from './pack/byte-source.ts';
export { crc32 } from './pack/crc32.ts';
export { packPathProblems, printable } from './pack/pack-path.ts';
export type { PackSource } from './pack/pack-source.ts';
export { defaultLimits, packFromFiles } from './pack/pack-source.ts';
export type { ZipEntry } from './pack/zip-directory.ts';
export { readZipDirectory } from './pack/zip-directory.ts';
export { ZipRefused } from './pack/zip-end.ts';
export type { RecordResult, RecordResults } from './record-results.ts';
export { parseTrust } from './trust.ts';
export type { VerifyReport } from './verify-pack.ts';
export { examinePack } from './verify-pack.ts';
