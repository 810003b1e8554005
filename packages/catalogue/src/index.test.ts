import { expect, it } from 'vitest';
import * as catalogue from './index.ts';

it('[catalogue.exports] offers exactly these values', () => {
  expect(Object.keys(catalogue).sort()).toMatchInlineSnapshot(`
    [
      "CURRENT_LAW_VERSION",
      "DOCUMENT_MONTHS",
      "EXCEPTION_KINDS",
      "LAW_VERSIONS",
      "LOG_MONTHS_AT_LEAST",
      "STATUS_WORDS",
      "addCalendarMonths",
      "annexIvExport",
      "annexIvMarkdown",
      "annexIvPlaceholders",
      "annexViiiExport",
      "annexViiiMarkdown",
      "annexViiiPlaceholders",
      "assess",
      "attestationSigner",
      "cardCounts",
      "cardFindings",
      "cardInForce",
      "catalogueDigest",
      "catalogueFor",
      "ceilings",
      "citationExists",
      "classesOf",
      "declaredSystems",
      "documentPlaceholders",
      "evidenceCounts",
      "findForbiddenClaims",
      "keptUntil",
      "legacyFacts",
      "observe",
      "observeForeign",
      "openItems",
      "parseStatement",
      "parseSystemCard",
      "readAttestations",
      "registrationSections",
      "signatureHolds",
      "statementText",
      "statusMeanings",
    ]
  `);
});
