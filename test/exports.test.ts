/**
 * Export lists as pins: a package's public surface is an API, so changing it is a deliberate act. Most packages pin theirs
 * in `src/index.test.ts`; the others stand here. After reviewing a change: `npx vitest run test/exports.test.ts -u`.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exportsOf } from './lib/exports.ts';
import { readWorkspaces, root } from './lib/workspace.ts';

const pinnedHere = ['record', 'registry', 'secrets', 'store'];

it('[workspace.exports] every package of the product pins what it offers', () => {
  const unpinned = readWorkspaces()
    .filter(({ folder, name }) => folder.startsWith('packages/') && name !== 'testing')
    .filter(({ folder, name }) => !pinnedHere.includes(name) && !existsSync(join(root, folder, 'src/index.test.ts')));
  expect(unpinned.map(({ name }) => name)).toEqual([]);
});

it('[workspace.exports] no package hides its exports behind a star', () => {
  for (const { folder } of readWorkspaces()) expect(() => exportsOf(folder)).not.toThrow();
});

it('[workspace.exports] record', () => {
  expect(exportsOf('packages/record')).toMatchInlineSnapshot(`
    [
      "AnyRecordSchema",
      "BlobDigest",
      "CustodyStatus",
      "DecisionTraceSchema",
      "DimensionVerdict",
      "EventKind",
      "Hash256",
      "ImportedEventSchema",
      "LlmFinish",
      "MAX_ENTRY_BYTES",
      "MissingReason",
      "OutcomeStatus",
      "PolicyDecision",
      "ReasonCode",
      "SubjectHandle",
      "SubjectKind",
      "UsageSource",
      "Verdict",
      "callRecordText",
      "commitmentOf",
      "disclose",
      "discloseText",
      "isLegalBasis",
      "legalBases",
      "lengthBucket",
      "packJsonSchema",
      "packSchemas",
      "type Act",
      "type AnyRecord",
      "type Blobs",
      "type ChosenBy",
      "type Committed",
      "type CustodyLink",
      "type DecisionContext",
      "type DecisionStep",
      "type DecisionTrace",
      "type DimensionResult",
      "type Disclosure",
      "type DraftOf",
      "type Effect",
      "type ImportedEvent",
      "type JoinKeys",
      "type ModelIdentity",
      "type ModelLink",
      "type Outcome",
      "type OversightAct",
      "type PackSchema",
      "type Policy",
      "type RecordDraft",
      "type RecordOf",
      "type RecordRef",
      "type RecordType",
      "type Recorded",
      "type Recorder",
      "type ScopeRef",
      "type Sensitive",
      "type Subjects",
      "type TraceModel",
      "type TraceScope",
      "type TraceToolCall",
      "type TraceVerdict",
      "type UpstreamIntegrity",
      "type Who",
    ]
  `);
});

it('[workspace.exports] registry', () => {
  expect(exportsOf('packages/registry')).toMatchInlineSnapshot(`
    [
      "Role",
      "createRegistry",
      "registryErrors",
      "type AuthFailure",
      "type Caller",
      "type KeyIssuer",
      "type KeyRow",
      "type NewKey",
      "type Registry",
      "type RegistryDeps",
      "type RegistryErrorCode",
      "type RevokeRefusal",
      "whoOf",
    ]
  `);
});

it('[workspace.exports] secrets', () => {
  expect(exportsOf('packages/secrets')).toMatchInlineSnapshot(`
    [
      "combineKeys",
      "equalSecret",
      "fileKeyWrapper",
      "hashApiKey",
      "keyWrapper",
      "loadKeyFile",
      "loadOrCreateKeyFile",
      "newApiKey",
      "open",
      "openSigningKey",
      "parseSigningKeyPlace",
      "randomPart",
      "randomText",
      "seal",
      "sealParts",
      "secretsErrors",
      "seedSigningKey",
      "type KeyWrapper",
      "type SecretsError",
      "type SecretsErrorCode",
      "type SigningKey",
      "type SigningKeyPlace",
    ]
  `);
});

it('[workspace.exports] store', () => {
  expect(exportsOf('packages/store')).toMatchInlineSnapshot(`
    [
      "createControlStore",
      "grantOf",
      "openControlStore",
      "openPostgresControlStore",
      "storeErrors",
      "type ApiKeyTable",
      "type BudgetLeases",
      "type ControlSchema",
      "type ControlStore",
      "type KeyRepository",
      "type LostHolder",
      "type SliceAsk",
      "type SliceKey",
      "type SliceReport",
      "type SliceSums",
      "type SpentInWindow",
      "type StoreErrorCode",
      "type StoredKey",
      "type Taken",
    ]
  `);
});
