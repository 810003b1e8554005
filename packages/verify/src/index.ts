export { IN_TOTO_TYPE, PACK_PREDICATE, preAuthEncoding, STATEMENT_TYPE } from './dsse.ts';
export { deflatedBeside } from './helper/beside.ts';
export type { Helper } from './helper/helper.ts';
export { createHelper } from './helper/helper.ts';
export { openPackZipBeside } from './helper/open-zip.ts';
export type { AgentRegister } from './imported/agent-register.ts';
export { agentsDeclaration, createAgentRegister } from './imported/agent-register.ts';
export type { DeclaredAgent } from './imported/agents-file.ts';
export { parseAgents } from './imported/agents-file.ts';
export type { EventMatch } from './imported/judge-event.ts';
export { isTraced, matchEvent } from './imported/judge-event.ts';
export type { ImportedChunk, LocatedBatch } from './imported/material.ts';
export { batchesOf, LEAVES_PER_FILE } from './imported/material.ts';
export { parsePeople, peopleBlob, readPeopleBlob } from './imported/people-file.ts';
export type { PersonRegister } from './imported/person-register.ts';
export { createPersonRegister, peopleDeclaration } from './imported/person-register.ts';
export type { ImportedProjection } from './imported/project.ts';
export type { Buffers } from './imported/text-sink.ts';
export { createBuffers } from './imported/text-sink.ts';
export type { ImportedTrace } from './imported/trace.ts';
export { traceOfEvent } from './imported/trace-of-event.ts';
export type { Join, JoinLevel, JoinOptions } from './joins/join-events.ts';
export { DEFAULT_WINDOW_MS, joinEvents } from './joins/join-events.ts';
export type { Joinable, Names } from './joins/joinable.ts';
export { actorsOf, foldTool, hostOf, joinableOf } from './joins/joinable.ts';
export { joinsOfReport } from './joins/joins-of-report.ts';
export { crc32 } from './pack/crc32.ts';
export type { FileContent, HeldFile } from './pack/file-content.ts';
export { bytesOf, keepDeflated, startOf } from './pack/file-content.ts';
export { openPackFolder } from './pack/folder.ts';
export type { Keeping, KeepLater, MadeFile } from './pack/keeping.ts';
export { keepBeside, keepNow } from './pack/keeping.ts';
export { contentsOf, packFiles } from './pack/pack-files.ts';
export type { PackLimits, PackSource } from './pack/pack-source.ts';
export { defaultLimits, packFromFiles } from './pack/pack-source.ts';
export { openPackZip, packFromZip } from './pack/zip.ts';
export { anchorsOf } from './projection/anchors.ts';
export type { AssembledPack } from './projection/assemble.ts';
export {
  assemblePack,
  assembleReport,
  assembleStudy,
  projectStudy,
  projectStudyBeside,
  withRendered,
} from './projection/assemble.ts';
export type { Call } from './projection/calls.ts';
export { finalDecision } from './projection/calls.ts';
export { cosignatureTime } from './projection/cosignature-time.ts';
export type { PackException } from './projection/exceptions.ts';
export { basisInWords } from './projection/join-words.ts';
export type { LawReading } from './projection/law/law-reading.ts';
export type { Located, LogView, UnreadableEntry } from './projection/log-view.ts';
export { readLog } from './projection/log-view.ts';
export type { Manifest, ManifestFile } from './projection/manifest.ts';
export type { PackCore, PackInputs, SampleInput } from './projection/pack-core.ts';
export type { Population } from './projection/population.ts';
export type { Sample } from './projection/sampling.ts';
export type { Study } from './projection/study.ts';
export { studyLog } from './projection/study.ts';
export { hasCosignature } from './projection/unwitnessed.ts';
export { EVALUATOR } from './projection/verdict.ts';
export { redactPack } from './redact/redact-pack.ts';
export { renderVerifyReport } from './render-report.ts';
export type { TrustFile } from './trust.ts';
export { parseTrust } from './trust.ts';
export type { VerifyReport, VerifyResult, VerifyStep } from './verify-pack.ts';
export { verifyPack } from './verify-pack.ts';
