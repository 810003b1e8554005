/* Made from packages/catalogue/data/*.yaml by `npm run gen`. Change the data, not this file. */
import type { AnnexBlockRow, CatalogueDataRow, CitationIndex, LawData, RegistrationRow } from './data-types.ts';

export const law: LawData = {
 "act": "32024R1689",
 "current": "32024R1689@2026-07-27",
 "versions": {
  "32024R1689@2024-07-12": {
   "says": "As published on 12 July 2024.",
   "source_status": "verified",
   "text": "http://data.europa.eu/eli/reg/2024/1689/oj"
  },
  "32024R1689@2026-07-27": {
   "says": "As amended by Regulation (EU) 2026/1744 of 8 July 2026 (OJ L 2026/1744, 24.7.2026), in force since 27 July 2026.",
   "source_status": "secondary",
   "text": "https://eur-lex.europa.eu/eli/reg/2024/1689/2026-07-27/eng"
  }
 },
 "regimes": {
  "high-risk-requirements": {
   "parts": "Chapter III sections 1 to 3 (Articles 6 to 27)",
   "32024R1689@2024-07-12": {
    "reading_a": [
     {
      "for": "annexIII",
      "from": "2026-08-02"
     },
     {
      "for": "annexI",
      "from": "2027-08-02"
     }
    ],
    "reading_b": [
     {
      "for": "annexIII",
      "from": "2026-08-02"
     },
     {
      "for": "annexI",
      "from": "2027-08-02"
     }
    ],
    "note": "Article 113 as published; these dates were replaced before they came."
   },
   "32024R1689@2026-07-27": {
    "reading_a": [
     {
      "for": "annexIII",
      "from": "2027-12-02"
     },
     {
      "for": "annexI",
      "from": "2028-08-02"
     }
    ],
    "reading_b": [
     {
      "for": "annexIII",
      "from": "2027-12-02"
     },
     {
      "for": "annexI",
      "from": "2028-08-02"
     }
    ],
    "note": "Both readings agree. Regulation (EU) 2026/1744 deferred sections 1 to 3."
   }
  },
  "after-classification": {
   "parts": "Articles 43 to 49, 71 to 73, 77 and 86, which speak of high-risk systems but were not deferred",
   "32024R1689@2024-07-12": {
    "reading_a": [
     {
      "for": "any",
      "from": "2026-08-02"
     }
    ],
    "reading_b": [
     {
      "for": "annexIII",
      "from": "2026-08-02"
     },
     {
      "for": "annexI",
      "from": "2027-08-02"
     }
    ],
    "note": "Article 113 as published."
   },
   "32024R1689@2026-07-27": {
    "reading_a": [
     {
      "for": "any",
      "from": "2026-08-02"
     }
    ],
    "reading_b": [
     {
      "for": "annexIII",
      "from": "2027-12-02"
     },
     {
      "for": "annexI",
      "from": "2028-08-02"
     }
    ],
    "note": "Only sections 1 to 3 of Chapter III were deferred. Reading A takes the general date; reading B holds that no system is high-risk before Article 6 applies. Ambiguous in the text; shown, not resolved."
   }
  },
  "general": {
   "parts": "Article 50 and the general provisions",
   "32024R1689@2024-07-12": {
    "reading_a": [
     {
      "for": "any",
      "from": "2026-08-02"
     }
    ],
    "reading_b": [
     {
      "for": "any",
      "from": "2026-08-02"
     }
    ],
    "note": "The general date of Article 113."
   },
   "32024R1689@2026-07-27": {
    "reading_a": [
     {
      "for": "any",
      "from": "2026-08-02"
     }
    ],
    "reading_b": [
     {
      "for": "any",
      "from": "2026-08-02"
     }
    ],
    "note": "The general date of Article 113; it was not moved."
   }
  }
 },
 "amendments": [
  {
   "cite": "Annex VIII B 7",
   "what": "deleted",
   "says": "Point 7 of Section B of Annex VIII is deleted; the other numbers stay.",
   "source_status": "secondary"
  },
  {
   "cite": "Annex VIII B 9",
   "what": "deleted",
   "says": "Point 9 of Section B of Annex VIII is deleted; Article 49(4)(b) still names it.",
   "source_status": "secondary"
  },
  {
   "cite": "25(2)",
   "what": "replaced",
   "says": "The first provider owes documentation, known limitations and technical access after the role changes hands.",
   "source_status": "secondary"
  },
  {
   "cite": "25(4)",
   "what": "replaced",
   "says": "Written agreement with suppliers of systems, models, tools, services, components or processes; free and open-source ones excepted, unless general-purpose models.",
   "source_status": "secondary"
  },
  {
   "cite": "99(4)(da)",
   "what": "inserted",
   "says": "Fine for the duties of Article 25(2) and (4).",
   "source_status": "secondary"
  },
  {
   "cite": "27(4)",
   "what": "replaced",
   "says": "The assessment may include or refer to the data protection impact assessment.",
   "source_status": "secondary"
  },
  {
   "cite": "27(5)",
   "what": "replaced",
   "says": "The AI Office provides a template and a tool.",
   "source_status": "secondary"
  },
  {
   "cite": "72(3)",
   "what": "replaced",
   "says": "Voluntary template in guidance of the Commission instead of an implementing act.",
   "source_status": "secondary"
  },
  {
   "cite": "75(1a)",
   "what": "inserted",
   "says": "Exclusive competence of the AI Office where system and general-purpose model have the same provider.",
   "source_status": "secondary"
  },
  {
   "cite": "111(2)",
   "what": "replaced",
   "says": "A system lawfully placed before its own Chapter III date is caught on significant changes in its design, per type and model.",
   "source_status": "secondary"
  },
  {
   "cite": "111(4)",
   "what": "inserted",
   "says": "Transition for marking by generators already on the market.",
   "source_status": "secondary"
  }
 ]
};

export const rows: readonly CatalogueDataRow[] = [
  {"id":"AIA-9-1","cites":["9(1)"],"binds":["provider"],"class":"high-risk","text":"A risk management system is set up, documented and kept up to date.","ceiling":"A","query":{"needs":[],"shows":["document_risk_management"],"exceptions":[]},"attest":{"of":"that the risk management system exists and is maintained","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-9-2-a","cites":["9(2)(a)","9(2)(b)"],"binds":["provider"],"class":"high-risk","text":"Known and foreseeable risks are identified, of intended use and of foreseeable misuse.","ceiling":"A","query":{"needs":[],"shows":["document_risk_management"],"exceptions":[]},"attest":{"of":"the list of risks","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-9-2-c","cites":["9(2)(c)"],"binds":["provider"],"class":"high-risk","text":"Data from post-market monitoring are evaluated for further risks.","ceiling":"M","query":{"needs":["calls"],"shows":["imported_events"],"exceptions":["scope_out","effect_after_deny","permit_without_declared_scope"]},"attest":{"of":"that exceptions are led back to risks, and that this is adequate","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-9-2-d","cites":["9(2)(d)","9(5)"],"binds":["provider"],"class":"high-risk","text":"Measures against the identified risks are chosen; the residual risk is judged acceptable.","ceiling":"A","query":{"needs":[],"shows":["document_risk_management"],"exceptions":[]},"attest":{"of":"the measures and the residual risk","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-9-8","cites":["9(6)","9(7)","9(8)"],"binds":["provider"],"class":"high-risk","text":"The system is tested against metrics and thresholds that were set beforehand.","ceiling":"M","query":{"needs":["document_test_report"],"shows":[],"exceptions":[]},"attest":{"of":"that metrics and thresholds were defined before the test","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-9-9","cites":["9(9)"],"binds":["provider"],"class":"high-risk","text":"Effects on minors and other vulnerable groups are considered.","ceiling":"A","query":{"needs":[],"shows":[],"exceptions":[]},"attest":{"of":"that vulnerable groups were considered","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-10","cites":["10(2)","10(3)","10(4)"],"binds":["provider"],"class":"high-risk","text":"Training, validation and testing data are governed, relevant and representative.","ceiling":"A","query":{"needs":[],"shows":["document_datasheet"],"exceptions":[]},"attest":{"of":"provenance, labelling and representativeness of the data","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-11-IV","cites":["11(1)"],"binds":["provider"],"class":"high-risk","text":"Technical documentation with the content of Annex IV is drawn up before placing on the market and kept up to date.","ceiling":"M","query":{"needs":["annex_iv_blocks_filled"],"shows":["annex_iv_blocks_missing","document_technical_documentation"],"exceptions":["placeholder_open"]},"attest":{"of":"that the text of each block is true and complete","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-12-1-a","cites":["12(1)"],"binds":["provider"],"class":"high-risk","text":"The system technically allows the automatic recording of events. Records of calls, denied and failed ones included. Tamper evidence is an additional property that Remit supplies.","ceiling":"M","query":{"needs":["records"],"shows":["calls","sessions","imported_events"],"exceptions":["decision_without_outcome","outcome_without_decision","source_unparsed","logging_down_fail_open"]},"attest":{"of":"that no path bypasses the gateway or the imported logs","by":"operator"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-12-1-b","cites":["12(1)"],"binds":["provider"],"class":"high-risk","text":"Events are recorded over the lifetime of the system; gaps are visible and explained.","ceiling":"M","query":{"needs":["records"],"shows":["gap_statements"],"exceptions":["sequence_gap","chain_break","clock_skew","unsigned_segment","decision_without_outcome","outcome_without_decision","late_ingest","logging_down_fail_open"]},"attest":{"of":"the explanation of each gap","by":"operator"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-12-2-0","cites":["12(2)"],"binds":["provider"],"class":"high-risk","text":"What is logged is appropriate to the intended purpose.","ceiling":"A","query":{"needs":[],"shows":["logging_plan_items","logging_plan_items_seen"],"exceptions":[]},"attest":{"of":"the logging plan","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-12-2-a1","cites":["12(2)(a)"],"binds":["provider"],"class":"high-risk","text":"Events that help to identify situations in which the system may present a risk in the meaning of Article 79(1).","ceiling":"M","query":{"needs":["judged_calls"],"shows":["logging_plan_items","logging_plan_items_seen","auth_rejects"],"exceptions":["scope_out","permit_without_declared_scope","effect_after_deny","dlp_override","shadow_server"]},"attest":{"of":"that the list of risk situations is complete","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-12-2-a2","cites":["12(2)(a)"],"binds":["provider"],"class":"high-risk","text":"Events that help to identify a substantial modification: tool definitions, models, scopes and settings that changed, held against the declared change envelope.","ceiling":"M","query":{"needs":["changes"],"shows":["tool_definitions","change_envelope_items"],"exceptions":["tool_schema_drift","model_mismatch","change_outside_envelope"]},"attest":{"of":"whether a change is a substantial modification (Article 3(23))","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-12-2-b","cites":["12(2)(b)"],"binds":["provider"],"class":"high-risk","text":"Events that facilitate post-market monitoring: counts of outcomes, errors, denials and overrides.","ceiling":"M","query":{"needs":["closed_calls"],"shows":["calls","approvals_answered"],"exceptions":["decision_without_outcome"]},"attest":{"of":"the analysis of these figures","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-12-2-c","cites":["12(2)(c)"],"binds":["provider"],"class":"high-risk","text":"Events by which the deployer can monitor the operation under Article 26(5).","ceiling":"M","query":{"needs":["alerts_disposed"],"shows":["calls"],"exceptions":["scope_out","scope_indeterminate"]},"attest":{"of":"that the instructions for use were followed","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-12-3-a","cites":["12(3)(a)"],"binds":["provider"],"class":"annexIII.1a","text":"Remote biometric identification only: start and end, date and time, of each use.","ceiling":"M","query":{"needs":["biometric_uses"],"shows":[],"exceptions":[]},"attest":{"of":"that each use is recorded","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-12-3-b","cites":["12(3)(b)"],"binds":["provider"],"class":"annexIII.1a","text":"Remote biometric identification only: the reference database.","ceiling":"M","query":{"needs":["biometric_uses"],"shows":[],"exceptions":[]},"attest":{"of":"the reference database","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-12-3-c","cites":["12(3)(c)"],"binds":["provider"],"class":"annexIII.1a","text":"Remote biometric identification only: the input data that led to a match.","ceiling":"M","query":{"needs":["biometric_uses"],"shows":[],"exceptions":[]},"attest":{"of":"the matched input","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-12-3-d","cites":["12(3)(d)"],"binds":["provider"],"class":"annexIII.1a","text":"Remote biometric identification only: the persons who verified the result (Article 14(5)).","ceiling":"M","query":{"needs":["biometric_uses"],"shows":[],"exceptions":[]},"attest":{"of":"who verified","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-13-3-a","cites":["13(3)(a)","13(3)(b)","13(3)(c)","13(3)(d)","13(3)(e)"],"binds":["provider"],"class":"high-risk","text":"Instructions for use name the provider, purpose, limits, planned changes, oversight and lifetime.","ceiling":"A","query":{"needs":[],"shows":["document_ifu"],"exceptions":[]},"attest":{"of":"the content of the instructions for use","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-13-3-f","cites":["13(3)(f)"],"binds":["provider"],"class":"high-risk","text":"Instructions for use say how logs are collected, stored and interpreted.","ceiling":"A","query":{"needs":[],"shows":["document_ifu"],"exceptions":[]},"attest":{"of":"that the description of the logs can be understood","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-14-4-a","cites":["14(4)(a)","14(4)(b)","14(4)(c)"],"binds":["provider","deployer"],"class":"high-risk","text":"Those who oversee understand the system, know automation bias and can interpret the output.","ceiling":"A","query":{"needs":[],"shows":["document_training"],"exceptions":[]},"attest":{"of":"understanding, awareness of automation bias, interpretation","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-14-4-d","cites":["14(4)(d)"],"binds":["provider","deployer"],"class":"high-risk","text":"A person can decide not to use the output, or override or reverse it.","ceiling":"M","query":{"needs":["approvals_answered"],"shows":["approvals_rejected"],"exceptions":["approval_expired_used","approval_action_mismatch"]},"attest":{"of":"that approvals were considered and not waved through; a short time to decide proves neither","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-14-4-e","cites":["14(4)(e)"],"binds":["provider","deployer"],"class":"high-risk","text":"A person can stop the system, and it comes to a safe state.","ceiling":"M","query":{"needs":["stop_drills"],"shows":[],"exceptions":["effect_after_deny"]},"attest":{"of":"that the state after a stop is safe","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-14-5","cites":["14(5)"],"binds":["deployer"],"class":"annexIII.1a","text":"Remote biometric identification only: no action without verification by two persons.","ceiling":"M","query":{"needs":["biometric_uses"],"shows":[],"exceptions":[]},"attest":{"of":"that two persons verified","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-15-3","cites":["15(3)"],"binds":["provider"],"class":"high-risk","text":"Accuracy and its metrics are declared in the instructions for use.","ceiling":"A","query":{"needs":[],"shows":["document_ifu"],"exceptions":[]},"attest":{"of":"the declared metrics","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-15-4","cites":["15(4)"],"binds":["provider"],"class":"high-risk","text":"The system is resilient against errors and faults; feedback loops are dealt with.","ceiling":"M","query":{"needs":["closed_calls"],"shows":["gap_statements"],"exceptions":["logging_down_fail_open"]},"attest":{"of":"the level that is achieved","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-15-5","cites":["15(5)"],"binds":["provider"],"class":"high-risk","text":"The system resists attempts to alter its use, outputs or performance.","ceiling":"M","query":{"needs":["tool_definitions"],"shows":["auth_rejects","calls"],"exceptions":["unverified_identity","tool_schema_drift","shadow_server","dlp_override"]},"attest":{"of":"the level that is achieved","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-17-1-a","cites":["17(1)(a)"],"binds":["provider"],"class":"high-risk","text":"The quality management system includes the management of modifications.","ceiling":"M","query":{"needs":["changes"],"shows":["change_envelope_items","document_qms"],"exceptions":["change_outside_envelope","tool_schema_drift"]},"attest":{"of":"that modifications were approved under the quality management system","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-17-1-h","cites":["17(1)(h)"],"binds":["provider"],"class":"high-risk","text":"The quality management system includes post-market monitoring.","ceiling":"A","query":{"needs":[],"shows":["document_qms","document_pmm_plan"],"exceptions":[]},"attest":{"of":"the post-market monitoring system","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-17-1-i","cites":["17(1)(i)"],"binds":["provider"],"class":"high-risk","text":"The quality management system includes the reporting of serious incidents.","ceiling":"M","query":{"needs":["incidents"],"shows":["document_qms"],"exceptions":[]},"attest":{"of":"the procedure and that nothing was left out","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-17-1-k","cites":["17(1)(k)"],"binds":["provider"],"class":"high-risk","text":"The quality management system includes record-keeping.","ceiling":"M","query":{"needs":["records"],"shows":["readings_recorded","reports_made"],"exceptions":["chain_break","sequence_gap","unsigned_segment"]},"attest":{"of":"that the quality management system is effective","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-17-1-m","cites":["17(1)(m)"],"binds":["provider"],"class":"high-risk","text":"Responsibilities of management and staff are laid down.","ceiling":"A","query":{"needs":[],"shows":["responsible_functions"],"exceptions":[]},"attest":{"of":"who is accountable for what","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-18-1","cites":["18(1)(a)","18(1)(b)","18(1)(c)","18(1)(d)","18(1)(e)"],"binds":["provider"],"class":"high-risk","text":"Documents are kept for ten years after the system was placed on the market or put into service. Logs are not part of this duty.","ceiling":"M","query":{"needs":["documents_retention_declared"],"shows":["documents_listed"],"exceptions":["retention_short"]},"attest":{"of":"the date of placing, and custody outside Remit","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-19-1","cites":["19(1)"],"binds":["provider"],"class":"high-risk","text":"Logs under the provider's control are kept for a period appropriate to the purpose, at least six months, unless other Union or national law provides otherwise.","ceiling":"M","query":{"needs":["retention_declared"],"shows":["records"],"exceptions":["retention_short"]},"attest":{"of":"that the period is appropriate, and how far control over the logs reaches","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-19-2","cites":["19(2)"],"binds":["provider"],"class":"financial-institution","text":"Financial institutions keep the logs as part of the documentation under financial services law.","ceiling":"A","query":{"needs":[],"shows":["retention_declared"],"exceptions":[]},"attest":{"of":"that the logs are part of that documentation","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-21-1","cites":["21(1)"],"binds":["provider"],"class":"high-risk","text":"On reasoned request the authority receives the documents in a language it can easily understand.","ceiling":"A","query":{"needs":[],"shows":["documents_listed"],"exceptions":[]},"attest":{"of":"that documents can be given in the language asked for","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-21-2","cites":["21(2)"],"binds":["provider"],"class":"high-risk","text":"On reasoned request the authority receives access to the logs.","ceiling":"E","query":{"needs":["reports_made"],"shows":["records"],"exceptions":["chain_break"]},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-25-1","cites":["25(1)(a)","25(1)(b)","25(1)(c)"],"binds":["deployer"],"class":"any","text":"Whoever puts its name on a high-risk system, modifies it substantially or changes its purpose so that it becomes one is its provider.","ceiling":"M","query":{"needs":["system_card","changes"],"shows":[],"exceptions":["change_outside_envelope","scope_out","model_mismatch"]},"attest":{"of":"that the role has not changed","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-25-2","cites":["25(2)"],"binds":["provider"],"class":"any","text":"The first provider cooperates and gives the new one the necessary information, technical access and assistance.","ceiling":"A","query":{"needs":[],"shows":[],"exceptions":[]},"attest":{"of":"what was handed over","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12"],"sourceStatus":"verified"},
  {"id":"AIA-25-2","cites":["25(2)"],"binds":["provider"],"class":"any","text":"The first provider owes the new one documentation, known limitations and failure modes, and technical access.","ceiling":"A","query":{"needs":[],"shows":[],"exceptions":[]},"attest":{"of":"what was handed over","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2026-07-27"],"sourceStatus":"secondary"},
  {"id":"AIA-25-4","cites":["25(4)"],"binds":["provider"],"class":"high-risk","text":"A written agreement stands with each third party that supplies a system, tool, service, component or process.","ceiling":"M","query":{"needs":["supplier_agreements"],"shows":["supplier_servers"],"exceptions":["supplier_agreement_missing","shadow_server"]},"attest":{"of":"the content of the agreements","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12"],"sourceStatus":"verified"},
  {"id":"AIA-25-4","cites":["25(4)"],"binds":["provider"],"class":"high-risk","text":"A written agreement stands with each supplier of systems, models, tools, services, components or processes; free and open-source ones excepted, unless general-purpose models. One row for each server of tools.","ceiling":"M","query":{"needs":["supplier_agreements"],"shows":["supplier_servers"],"exceptions":["supplier_agreement_missing","shadow_server"]},"attest":{"of":"the content of the agreements","by":"provider"},"regime":"high-risk-requirements","versions":["32024R1689@2026-07-27"],"sourceStatus":"secondary"},
  {"id":"AIA-26-1","cites":["26(1)"],"binds":["deployer"],"class":"high-risk","text":"The system is used in accordance with the instructions for use. Calls of the period held against the declared scope.","ceiling":"M","query":{"needs":["judged_calls","declared_scopes"],"shows":["calls"],"exceptions":["scope_out","scope_indeterminate","permit_without_declared_scope"]},"attest":{"of":"that the declared scope transcribes the instructions for use","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-26-2","cites":["26(2)"],"binds":["deployer"],"class":"high-risk","text":"Oversight is assigned to persons with competence, training, authority and support.","ceiling":"M","query":{"needs":["approvals_answered"],"shows":["responsible_functions","document_training"],"exceptions":["unverified_identity","approval_action_mismatch"]},"attest":{"of":"competence, training and authority of those persons","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-26-3","cites":["26(3)"],"binds":["deployer"],"class":"high-risk","text":"Other duties of the deployer under Union or national law remain.","ceiling":"A","query":{"needs":[],"shows":[],"exceptions":[]},"attest":{"of":"that those duties were looked at","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-26-4","cites":["26(4)"],"binds":["deployer"],"class":"high-risk","text":"Input data under the deployer's control are relevant and sufficiently representative.","ceiling":"A","query":{"needs":[],"shows":[],"exceptions":[]},"attest":{"of":"that the input data are representative","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-26-5-a","cites":["26(5)"],"binds":["deployer"],"class":"high-risk","text":"The operation is monitored on the basis of the instructions for use.","ceiling":"M","query":{"needs":["reports_made"],"shows":["calls","alerts_disposed"],"exceptions":["scope_out","scope_indeterminate","decision_without_outcome"]},"attest":{"of":"the monitoring that took place","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-26-5-b","cites":["26(5)"],"binds":["deployer"],"class":"high-risk","text":"On a risk in the meaning of Article 79(1): inform provider or distributor and authority without undue delay, and suspend the use.","ceiling":"M","query":{"needs":["incidents"],"shows":[],"exceptions":[]},"attest":{"of":"whether such a risk arose, and the notices","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-26-5-c","cites":["26(5)"],"binds":["deployer"],"class":"high-risk","text":"On a serious incident: inform the provider first, then importer or distributor and authorities.","ceiling":"M","query":{"needs":["incidents"],"shows":[],"exceptions":[]},"attest":{"of":"the order and time of the notices","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-26-6","cites":["26(6)"],"binds":["deployer"],"class":"high-risk","text":"Logs under the deployer's control are kept for a period appropriate to the purpose, at least six months, unless other Union or national law provides otherwise.","ceiling":"M","query":{"needs":["retention_declared"],"shows":["records","imported_events"],"exceptions":["retention_short"]},"attest":{"of":"that the period is appropriate, and how far control over the logs reaches","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-26-6b","cites":["26(6)"],"binds":["deployer"],"class":"financial-institution","text":"Financial institutions keep the logs as part of the documentation under financial services law.","ceiling":"A","query":{"needs":[],"shows":["retention_declared"],"exceptions":[]},"attest":{"of":"that the logs are part of that documentation","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-26-7","cites":["26(7)"],"binds":["deployer"],"class":"workplace","text":"Workers and their representatives are informed before the system is used at the workplace.","ceiling":"A","query":{"needs":[],"shows":["document_worker_notice"],"exceptions":[]},"attest":{"of":"that workers were informed before first use","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-26-8","cites":["26(8)"],"binds":["deployer"],"class":"public-deployer","text":"Public authorities use only systems that are registered, and register their use.","ceiling":"M","query":{"needs":["annex_viii_c_filled"],"shows":[],"exceptions":[]},"attest":{"of":"number and date of the registration, before first use","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-26-9","cites":["26(9)"],"binds":["deployer"],"class":"high-risk","text":"Information under Article 13 is used for the data protection impact assessment where one is due.","ceiling":"A","query":{"needs":[],"shows":["document_dpia"],"exceptions":[]},"attest":{"of":"the data protection impact assessment","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-26-10","cites":["26(10)"],"binds":["deployer"],"class":"post-remote-biometric","text":"Law enforcement only: authorisation for post-remote biometric identification. This paragraph is not about logging.","ceiling":"A","query":{"needs":[],"shows":[],"exceptions":[]},"attest":{"of":"each authorisation","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-26-11","cites":["26(11)"],"binds":["deployer"],"class":"annexIII","text":"Natural persons are informed that a system of Annex III takes or assists decisions about them.","ceiling":"M","query":{"needs":["notices"],"shows":["document_person_notice"],"exceptions":["notice_missing"]},"attest":{"of":"notices given outside the system","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-26-12","cites":["26(12)"],"binds":["deployer"],"class":"high-risk","text":"The deployer cooperates with the authorities.","ceiling":"A","query":{"needs":[],"shows":["reports_made"],"exceptions":[]},"attest":{"of":"requests received and answers given","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-27-1","cites":["27(1)(a)","27(1)(b)","27(1)(c)","27(1)(d)","27(1)(e)","27(1)(f)"],"binds":["deployer"],"class":"fria","text":"Fundamental rights impact assessment before first use: processes, period and frequency, groups, harms, oversight, measures.","ceiling":"A","query":{"needs":[],"shows":["document_fria","calls"],"exceptions":[]},"attest":{"of":"the assessment and its judgements","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-27-2","cites":["27(2)"],"binds":["deployer"],"class":"fria","text":"The assessment is made for the first use and updated when something in it changes.","ceiling":"A","query":{"needs":[],"shows":["document_fria","changes"],"exceptions":[]},"attest":{"of":"that the assessment is up to date","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-27-3","cites":["27(3)"],"binds":["deployer"],"class":"fria","text":"The market surveillance authority is notified of the result.","ceiling":"A","query":{"needs":[],"shows":[],"exceptions":[]},"attest":{"of":"date and number of the notification","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-27-4","cites":["27(4)"],"binds":["deployer"],"class":"fria","text":"The assessment may include, or refer to, the data protection impact assessment.","ceiling":"A","query":{"needs":[],"shows":["document_dpia","document_fria"],"exceptions":[]},"attest":{"of":"what the two assessments share","by":"deployer"},"regime":"high-risk-requirements","versions":["32024R1689@2026-07-27"],"sourceStatus":"secondary"},
  {"id":"AIA-43","cites":["43(1)","43(2)","43(4)"],"binds":["provider"],"class":"high-risk","text":"The conformity assessment follows the route of the system's class; a substantial modification needs a new one, a change under Annex IV 2(f) does not.","ceiling":"A","query":{"needs":[],"shows":["system_card"],"exceptions":[]},"attest":{"of":"the route that was taken","by":"provider"},"regime":"after-classification","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-47","cites":["47(1)","47(2)"],"binds":["provider"],"class":"high-risk","text":"The provider draws up and signs an EU declaration of conformity, machine readable, and keeps it for ten years. Remit never writes or signs it.","ceiling":"A","query":{"needs":[],"shows":["document_declaration_of_conformity"],"exceptions":[]},"attest":{"of":"that the declaration is signed by the provider","by":"provider"},"regime":"after-classification","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-49-1","cites":["49(1)"],"binds":["provider"],"class":"annexIII","text":"The provider registers itself and the system (Annex VIII Section A) before placing on the market.","ceiling":"A","query":{"needs":[],"shows":["annex_viii_a_filled"],"exceptions":[]},"attest":{"of":"number and date of the registration","by":"provider"},"regime":"after-classification","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-49-2","cites":["49(2)"],"binds":["provider"],"class":"not-high-risk","text":"A provider that holds a system of Annex III not to be high-risk registers it (Annex VIII Section B).","ceiling":"A","query":{"needs":[],"shows":["annex_viii_b_filled"],"exceptions":[]},"attest":{"of":"number and date of the registration","by":"provider"},"regime":"after-classification","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-49-3","cites":["49(3)"],"binds":["deployer"],"class":"public-deployer","text":"Public-authority deployers register their use (Annex VIII Section C).","ceiling":"A","query":{"needs":[],"shows":["annex_viii_c_filled"],"exceptions":[]},"attest":{"of":"number and date of the registration","by":"deployer"},"regime":"after-classification","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-49-4","cites":["49(4)(a)","49(4)(b)","49(4)(c)"],"binds":["provider","deployer"],"class":"restricted-register","text":"Law enforcement, migration, asylum and border control: registration in the secure section with fewer points.","ceiling":"A","query":{"needs":[],"shows":[],"exceptions":[]},"attest":{"of":"the restricted registration","by":"provider"},"regime":"after-classification","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-49-5","cites":["49(5)"],"binds":["provider"],"class":"critical-infrastructure","text":"Systems of Annex III point 2 are registered at national level.","ceiling":"A","query":{"needs":[],"shows":[],"exceptions":[]},"attest":{"of":"the national registration","by":"provider"},"regime":"after-classification","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-71-4","cites":["71(4)"],"binds":["provider"],"class":"annexIII","text":"Information in the EU database is user-friendly and machine readable. Remit exports its content as JSON of its own; it claims no upload format.","ceiling":"E","query":{"needs":["annex_viii_a_filled"],"shows":[],"exceptions":[]},"regime":"after-classification","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-50-1","cites":["50(1)","50(5)"],"binds":["provider"],"class":"art50","text":"Persons who interact with a system are told so, at the latest at the first interaction.","ceiling":"M","query":{"needs":["notices"],"shows":[],"exceptions":["notice_missing"]},"attest":{"of":"that the notice is clear","by":"provider"},"regime":"general","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-50-2","cites":["50(2)"],"binds":["provider"],"class":"art50","text":"Synthetic output is marked in a machine-readable way.","ceiling":"M","query":{"needs":["marked_outputs"],"shows":[],"exceptions":[]},"attest":{"of":"that the marking works","by":"provider"},"regime":"general","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-50-3","cites":["50(3)"],"binds":["deployer"],"class":"art50","text":"Persons exposed to emotion recognition or biometric categorisation are informed.","ceiling":"M","query":{"needs":["notices"],"shows":[],"exceptions":["notice_missing"]},"attest":{"of":"that persons were informed","by":"deployer"},"regime":"general","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-50-4","cites":["50(4)"],"binds":["deployer"],"class":"art50","text":"Deep fakes and certain texts of public interest are disclosed as artificial.","ceiling":"M","query":{"needs":["notices"],"shows":[],"exceptions":["notice_missing"]},"attest":{"of":"the disclosure","by":"deployer"},"regime":"general","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-72-1","cites":["72(1)","72(2)"],"binds":["provider"],"class":"high-risk","text":"A post-market monitoring system collects and analyses data over the lifetime, interaction with other systems included.","ceiling":"M","query":{"needs":["reports_made","calls"],"shows":["imported_events"],"exceptions":["scope_out","decision_without_outcome"]},"attest":{"of":"the analysis and that it suffices","by":"provider"},"regime":"after-classification","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-72-3","cites":["72(3)"],"binds":["provider"],"class":"high-risk","text":"Post-market monitoring rests on a plan, which is part of the technical documentation.","ceiling":"M","query":{"needs":["document_pmm_plan"],"shows":[],"exceptions":[]},"attest":{"of":"the plan","by":"provider"},"regime":"after-classification","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-73-2","cites":["73(2)"],"binds":["provider","deployer"],"class":"high-risk","text":"A serious incident is reported at once when a causal link is established, at the latest 15 days after awareness.","ceiling":"M","query":{"needs":["incidents"],"shows":[],"exceptions":[]},"attest":{"of":"seriousness, causality and awareness","by":"provider"},"regime":"after-classification","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-73-3","cites":["73(3)"],"binds":["provider","deployer"],"class":"high-risk","text":"A widespread infringement or an incident of Article 3(49)(b) is reported at the latest 2 days after awareness.","ceiling":"M","query":{"needs":["incidents"],"shows":[],"exceptions":[]},"attest":{"of":"whether it is such an incident","by":"provider"},"regime":"after-classification","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-73-4","cites":["73(4)"],"binds":["provider","deployer"],"class":"high-risk","text":"A death is reported at the latest 10 days after awareness.","ceiling":"M","query":{"needs":["incidents"],"shows":[],"exceptions":[]},"attest":{"of":"causality and awareness","by":"provider"},"regime":"after-classification","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-73-5","cites":["73(5)"],"binds":["provider","deployer"],"class":"high-risk","text":"An initial report that is incomplete is allowed.","ceiling":"M","query":{"needs":["incidents"],"shows":[],"exceptions":[]},"attest":{"of":"that the report was completed","by":"provider"},"regime":"after-classification","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-73-6","cites":["73(6)"],"binds":["provider"],"class":"high-risk","text":"The provider investigates, and does not alter the system in a way that affects the evaluation of causes before telling the authorities.","ceiling":"M","query":{"needs":["freezes"],"shows":[],"exceptions":["change_outside_envelope"]},"attest":{"of":"that nothing was altered before","by":"provider"},"regime":"after-classification","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-75-1a","cites":["75(1a)"],"binds":["provider"],"class":"any","text":"The AI Office is competent where system and general-purpose model have the same provider.","ceiling":"A","query":{"needs":[],"shows":["system_card"],"exceptions":[]},"attest":{"of":"who provides the model","by":"provider"},"regime":"general","versions":["32024R1689@2026-07-27"],"sourceStatus":"secondary"},
  {"id":"AIA-77","cites":["77(1)"],"binds":["provider","deployer"],"class":"high-risk","text":"Documents are given to authorities protecting fundamental rights on request.","ceiling":"E","query":{"needs":["reports_made"],"shows":[],"exceptions":[]},"regime":"after-classification","versions":["32024R1689@2024-07-12"],"sourceStatus":"verified"},
  {"id":"AIA-77","cites":["77(1)"],"binds":["provider","deployer"],"class":"high-risk","text":"Documents are given, through the market surveillance authority, in accessible language and machine-readable format.","ceiling":"E","query":{"needs":["reports_made"],"shows":[],"exceptions":[]},"regime":"after-classification","versions":["32024R1689@2026-07-27"],"sourceStatus":"secondary"},
  {"id":"AIA-86-1","cites":["86(1)"],"binds":["deployer"],"class":"annexIII","text":"A person affected by a decision with legal or similarly significant effect receives a clear explanation of the system's role and the main elements.","ceiling":"M","query":{"needs":["calls"],"shows":["judged_calls","imported_events"],"exceptions":["scope_indeterminate","decision_without_outcome"]},"attest":{"of":"that the explanation is meaningful, and the match with the person","by":"deployer"},"regime":"after-classification","versions":["32024R1689@2024-07-12","32024R1689@2026-07-27"],"sourceStatus":"verified"},
  {"id":"AIA-111-2","cites":["111(2)"],"binds":["provider","deployer"],"class":"high-risk","text":"A system placed on the market before the general date is caught on significant changes in its design.","ceiling":"M","query":{"needs":["system_card","changes"],"shows":[],"exceptions":["change_outside_envelope"]},"attest":{"of":"whether a change of design is significant","by":"provider"},"regime":"general","versions":["32024R1689@2024-07-12"],"sourceStatus":"verified"},
  {"id":"AIA-111-2","cites":["111(2)"],"binds":["provider","deployer"],"class":"high-risk","text":"A system lawfully placed before its own Chapter III date is caught on significant changes in its design, per type and model.","ceiling":"M","query":{"needs":["system_card","changes"],"shows":[],"exceptions":["change_outside_envelope"]},"attest":{"of":"whether a change of design is significant","by":"provider"},"regime":"general","versions":["32024R1689@2026-07-27"],"sourceStatus":"secondary"},
];

export const annexIv: readonly AnnexBlockRow[] = [
  {"ref":"1(a)","title":"Intended purpose, provider, version and relation to earlier versions","observed":["system_versions"],"card":["purpose","provider","version"],"documents":[],"human":true},
  {"ref":"1(b)","title":"Interaction with other hardware, software and AI systems","observed":["servers","tools","foreign_sources"],"card":[],"documents":[],"human":true},
  {"ref":"1(c)","title":"Versions of relevant software or firmware, and update requirements","observed":["software","tool_definitions"],"card":[],"documents":[],"human":false},
  {"ref":"1(d)","title":"Forms in which the system is placed on the market or put into service","observed":[],"card":[],"documents":[],"human":true},
  {"ref":"1(e)","title":"Hardware on which the system is intended to run","observed":[],"card":[],"documents":[],"human":true},
  {"ref":"1(f)","title":"Photographs or illustrations, where the system is a component of a product","observed":[],"card":[],"documents":[],"human":true},
  {"ref":"1(g)","title":"Basic description of the user interface provided to the deployer","observed":[],"card":[],"documents":[],"human":true},
  {"ref":"1(h)","title":"Instructions for use for the deployer","observed":[],"card":[],"documents":["ifu"],"human":true},
  {"ref":"2(a)","title":"Methods and steps of development; pre-trained and third-party systems and tools","observed":["models","servers"],"card":[],"documents":[],"human":true},
  {"ref":"2(b)","title":"Design: logic, choices, rationale, optimisation, output, trade-offs","observed":["scopes"],"card":[],"documents":[],"human":true},
  {"ref":"2(c)","title":"System architecture and computational resources","observed":["call_graph"],"card":[],"documents":[],"human":true},
  {"ref":"2(d)","title":"Data requirements, datasheets, provenance, labelling, cleaning","observed":[],"card":[],"documents":["datasheet"],"human":true},
  {"ref":"2(e)","title":"Assessment of the human oversight measures","observed":["oversight"],"card":["responsible"],"documents":[],"human":true},
  {"ref":"2(f)","title":"Pre-determined changes to the system and its performance","observed":["changes"],"card":["change-envelope"],"documents":[],"human":true},
  {"ref":"2(g)","title":"Validation and testing: procedures, data, metrics, signed and dated reports","observed":[],"card":[],"documents":["test-report"],"human":true},
  {"ref":"2(h)","title":"Cybersecurity measures","observed":["security"],"card":[],"documents":[],"human":true},
  {"ref":"3","title":"Monitoring, functioning and control: performance, unintended outcomes, oversight, input data","observed":["verdicts","exceptions"],"card":["logging-plan"],"documents":[],"human":true},
  {"ref":"4","title":"Appropriateness of the performance metrics","observed":[],"card":[],"documents":[],"human":true},
  {"ref":"5","title":"Risk management system in accordance with Article 9","observed":["exceptions"],"card":[],"documents":["risk-management"],"human":true},
  {"ref":"6","title":"Changes made by the provider through the lifecycle","observed":["changes"],"card":["significant-design-changes"],"documents":[],"human":true},
  {"ref":"7","title":"Harmonised standards applied in full or in part, else the solutions adopted","observed":[],"card":[],"documents":[],"human":true},
  {"ref":"8","title":"Copy of the EU declaration of conformity","observed":[],"card":[],"documents":["declaration-of-conformity"],"human":true},
  {"ref":"9","title":"Post-market monitoring system and plan (Article 72)","observed":["monitoring"],"card":[],"documents":["pmm-plan"],"human":true},
];

export const annexViii: readonly RegistrationRow[] = [
  {"section":"A","number":1,"title":"Name, address and contact details of the provider","card":["provider"],"restricted":true},
  {"section":"A","number":2,"title":"Name, address and contact details of the person who submits on behalf of the provider","card":[],"restricted":true},
  {"section":"A","number":3,"title":"Name, address and contact details of the authorised representative","card":["representative"],"restricted":true},
  {"section":"A","number":4,"title":"Trade name and unambiguous reference of the system","card":["trade-name"],"restricted":true},
  {"section":"A","number":5,"title":"Intended purpose, components and functions","card":["purpose"],"observed":["servers","tools"],"restricted":true},
  {"section":"A","number":6,"title":"Concise description of the information used (data, inputs) and of the operating logic","card":[],"public_review":true},
  {"section":"A","number":7,"title":"Status: on the market or in service; no longer; recalled","card":["status"],"restricted":true},
  {"section":"A","number":8,"title":"Type, number and expiry of the certificate, and the notified body","card":[]},
  {"section":"A","number":9,"title":"Scanned copy of the certificate","card":[]},
  {"section":"A","number":10,"title":"Member States where the system is on the market or in service","card":["member-states"],"restricted":true},
  {"section":"A","number":11,"title":"Copy of the EU declaration of conformity","card":[],"documents":["declaration-of-conformity"]},
  {"section":"A","number":12,"title":"Electronic instructions for use","card":[],"documents":["ifu"],"public_review":true},
  {"section":"A","number":13,"title":"URL for additional information","card":[],"optional":true},
  {"section":"B","number":1,"title":"Name, address and contact details of the provider","card":["provider"],"restricted":true},
  {"section":"B","number":2,"title":"Name, address and contact details of the person who submits on behalf of the provider","card":[],"restricted":true},
  {"section":"B","number":3,"title":"Name, address and contact details of the authorised representative","card":["representative"],"restricted":true},
  {"section":"B","number":4,"title":"Trade name and unambiguous reference of the system","card":["trade-name"],"restricted":true},
  {"section":"B","number":5,"title":"Intended purpose","card":["purpose"],"restricted":true},
  {"section":"B","number":6,"title":"Condition or conditions of Article 6(3) for which the system is held not to be high-risk","card":["not-high-risk-condition"]},
  {"section":"B","number":7,"title":"Summary of the grounds","card":[],"deleted_by":"Regulation (EU) 2026/1744"},
  {"section":"B","number":8,"title":"Status: on the market or in service; no longer; recalled","card":["status"],"restricted":true},
  {"section":"B","number":9,"title":"Member States where the system is on the market or in service","card":["member-states"],"restricted":true,"deleted_by":"Regulation (EU) 2026/1744"},
  {"section":"C","number":1,"title":"Name, address and contact details of the deployer","card":["deployer"],"restricted":true},
  {"section":"C","number":2,"title":"Name, address and contact details of the person who submits on behalf of the deployer","card":[],"restricted":true},
  {"section":"C","number":3,"title":"URL of the entry of the system by its provider","card":["provider-entry"],"restricted":true},
  {"section":"C","number":4,"title":"Summary of the fundamental rights impact assessment (Article 27)","card":[],"documents":["fria"]},
  {"section":"C","number":5,"title":"Summary of the data protection impact assessment, as printed: in accordance with Article 26(8); the duty stands in Article 26(9)","card":[],"documents":["dpia"]},
];

export const citations: CitationIndex = {"published":["3(23)","3(49)","3(49)(a)","3(49)(b)","3(49)(c)","3(49)(d)","6(1)","6(1)(a)","6(1)(b)","6(2)","6(3)","6(3)(a)","6(3)(b)","6(3)(c)","6(3)(d)","6(4)","6(5)","6(6)","6(7)","6(8)","9(1)","9(2)","9(2)(a)","9(2)(b)","9(2)(c)","9(2)(d)","9(5)","9(5)(a)","9(5)(b)","9(5)(c)","9(3)","9(4)","9(6)","9(7)","9(8)","9(9)","9(10)","10(1)","10(2)","10(2)(a)","10(2)(b)","10(2)(c)","10(2)(d)","10(2)(e)","10(2)(f)","10(2)(g)","10(2)(h)","10(5)","10(5)(a)","10(5)(b)","10(5)(c)","10(5)(d)","10(5)(e)","10(5)(f)","10(6)","10(3)","10(4)","11(1)","11(2)","11(3)","12(1)","12(2)","12(2)(a)","12(2)(b)","12(2)(c)","12(3)","12(3)(a)","12(3)(b)","12(3)(c)","12(3)(d)","13(3)","13(3)(a)","13(3)(b)","13(3)(c)","13(3)(d)","13(3)(e)","13(3)(f)","13(1)","13(2)","14(3)","14(3)(a)","14(3)(b)","14(4)","14(4)(a)","14(4)(b)","14(4)(c)","14(4)(d)","14(4)(e)","14(5)","14(1)","14(2)","15(1)","15(2)","15(3)","15(4)","15(5)","16","16(a)","16(b)","16(c)","16(d)","16(e)","16(f)","16(g)","16(h)","16(i)","16(j)","16(k)","16(l)","17(1)","17(1)(a)","17(1)(b)","17(1)(c)","17(1)(d)","17(1)(e)","17(1)(f)","17(1)(g)","17(1)(h)","17(1)(i)","17(1)(j)","17(1)(k)","17(1)(l)","17(1)(m)","17(2)","17(3)","17(4)","18(1)","18(1)(a)","18(1)(b)","18(1)(c)","18(1)(d)","18(1)(e)","18(2)","18(3)","19(1)","19(2)","20(1)","20(2)","21(1)","21(2)","21(3)","25(1)","25(1)(a)","25(1)(b)","25(1)(c)","25(2)","25(3)","25(3)(a)","25(3)(b)","25(4)","25(5)","26(1)","26(2)","26(3)","26(4)","26(5)","26(6)","26(7)","26(8)","26(9)","26(10)","26(11)","26(12)","27(1)","27(1)(a)","27(1)(b)","27(1)(c)","27(1)(d)","27(1)(e)","27(1)(f)","27(2)","27(3)","27(4)","27(5)","42(3)","43(1)","43(1)(a)","43(1)(b)","43(1)(c)","43(1)(d)","43(2)","43(3)","43(4)","43(5)","43(6)","47(1)","47(2)","47(3)","47(4)","47(5)","49(4)","49(4)(a)","49(4)(b)","49(4)(c)","49(4)(d)","49(5)","49(1)","49(2)","49(3)","50(1)","50(2)","50(3)","50(4)","50(5)","50(6)","50(7)","63(1)","71(1)","71(2)","71(3)","71(4)","71(5)","71(6)","72(1)","72(2)","72(3)","72(4)","73(1)","73(2)","73(3)","73(4)","73(5)","73(6)","73(7)","73(8)","73(9)","73(10)","73(11)","75(1)","77(1)","77(2)","77(3)","77(4)","79(1)","86(1)","86(2)","86(3)","99(4)","99(4)(a)","99(4)(b)","99(4)(c)","99(4)(d)","99(4)(e)","99(4)(f)","99(4)(g)","99(1)","99(2)","99(3)","99(5)","99(6)","99(7)","99(8)","99(9)","99(10)","99(11)","111(1)","111(2)","111(3)","13(3)(b)(i)","13(3)(b)(ii)","13(3)(b)(iii)","13(3)(b)(iv)","13(3)(b)(v)","13(3)(b)(vi)","13(3)(b)(vii)","Annex IV 1","Annex IV 1(a)","Annex IV 1(b)","Annex IV 1(c)","Annex IV 1(d)","Annex IV 1(e)","Annex IV 1(f)","Annex IV 1(g)","Annex IV 1(h)","Annex IV 2","Annex IV 2(a)","Annex IV 2(b)","Annex IV 2(c)","Annex IV 2(d)","Annex IV 2(e)","Annex IV 2(f)","Annex IV 2(g)","Annex IV 2(h)","Annex IV 3","Annex IV 4","Annex IV 5","Annex IV 6","Annex IV 7","Annex IV 8","Annex IV 9","Annex VIII A 1","Annex VIII A 2","Annex VIII A 3","Annex VIII A 4","Annex VIII A 5","Annex VIII A 6","Annex VIII A 7","Annex VIII A 8","Annex VIII A 9","Annex VIII A 10","Annex VIII A 11","Annex VIII A 12","Annex VIII A 13","Annex VIII B 1","Annex VIII B 2","Annex VIII B 3","Annex VIII B 4","Annex VIII B 5","Annex VIII B 6","Annex VIII B 7","Annex VIII B 8","Annex VIII B 9","Annex VIII C 1","Annex VIII C 2","Annex VIII C 3","Annex VIII C 4","Annex VIII C 5","Annex III 1","Annex III 1(a)","Annex III 1(b)","Annex III 1(c)","Annex III 2","Annex III 3","Annex III 3(a)","Annex III 3(b)","Annex III 3(c)","Annex III 3(d)","Annex III 4","Annex III 4(a)","Annex III 4(b)","Annex III 5","Annex III 5(a)","Annex III 5(b)","Annex III 5(c)","Annex III 5(d)","Annex III 6","Annex III 6(a)","Annex III 6(b)","Annex III 6(c)","Annex III 6(d)","Annex III 6(e)","Annex III 7","Annex III 7(a)","Annex III 7(b)","Annex III 7(c)","Annex III 7(d)","Annex III 8","Annex III 8(a)","Annex III 8(b)"],"added":{"32024R1689@2026-07-27":["75(1a)","99(4)(da)","111(4)"]}};
