import { expect, it } from 'vitest';
import * as catalogue from './index.ts';

it('[catalogue.exports] offers exactly these values', () => {
  expect(Object.keys(catalogue).sort()).toMatchInlineSnapshot(`
    [
      "CURRENT_LAW_VERSION",
      "LAW_VERSIONS",
      "STATUS_WORDS",
      "annexIvExport",
      "annexIvMarkdown",
      "annexViiiExport",
      "annexViiiMarkdown",
      "assess",
      "attestationSigner",
      "cardCounts",
      "cardFindings",
      "cardInForce",
      "catalogueDigest",
      "catalogueFor",
      "classesOf",
      "createForeignFacts",
      "declaredSystems",
      "documentPlaceholders",
      "dueDocuments",
      "findForbiddenClaims",
      "keptUntil",
      "observe",
      "openItems",
      "parseStatement",
      "parseSystemCard",
      "readAttestations",
      "signatureHolds",
      "statementText",
      "statusMeanings",
    ]
  `);
});
