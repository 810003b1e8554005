/** The section of VERIFY.md on system cards. Only in packs whose inputs name a catalogue, so that the others stay as they were. */

export const lawGuide = `
## 12b. Exceptions from the system card

The system is inputs.system, or the only ref of a registry.change "system.declare" in the log. Its card is the file with
the digest chg.sha of the last such record before inputs.to; where there is none, of the first one after. Where it can be read:

    retention_short              retention.logs-months is under 6
    supplier_agreement_missing   a server of a decision in the period under a scope of the system, for which the card names
                                 neither an agreement nor open-source: true
    change_outside_envelope      where change-envelope is declared: a tool.define or scope.declare that supersedes, a
                                 registry.change "server...", or a config.change with another digest than the one before,
                                 last recorded in the period, which no item foresees. An item foresees changes of
                                 its "what" when it has no "of", when "of" is the server/tool, scope or server that changed,
                                 or the part before a "/" of it

## 12c. Documents after Annex IV and Annex VIII

In a pack whose system has a card in the log, 05_annexes/ holds annex-iv.json and annex-viii-A.json, -B, -C, whether or not
the card makes them due. They follow from the card in force, the attestations of the system, the records of the period
(declarations from the beginning of the log), and the decisions that logs of other systems show for agents that have a
scope of the system. Each block or item names what fills it with ids of records, or of foreign traces as BATCH:n, or it says
MISSING. The blocks with the keys of the card that each reads stand in the catalogue of the software that wrote the pack;
digest in annex-iv.json is the SHA-256 of the RFC 8785 form of the file's value without that member.
`;
