/** The command line, put together. */
import { Command } from 'commander';
import { VERSION } from '../server/software.ts';
import { addAgentCommands } from './agents.ts';
import { addAnnexCommand } from './annex.ts';
import { addApprovalCommands } from './approval.ts';
import { addAskCommands } from './ask.ts';
import { addAttestCommands } from './attest.ts';
import { addBackupCommands } from './backup.ts';
import { addBudgetCommands } from './budget.ts';
import { addEraseCommands } from './erase.ts';
import { addExportCommands } from './export.ts';
import { addHoldCommands } from './hold.ts';
import { addIngestCommand } from './ingest.ts';
import { addIngestDigestsCommand } from './ingest-digests.ts';
import { addInitCommand } from './init.ts';
import type { Io } from './io.ts';
import { addKeyCommands } from './key.ts';
import { addLedgerCommands } from './ledger.ts';
import { addMirrorCommand } from './mirror.ts';
import { addPeopleCommands } from './people.ts';
import { addReconcileCommand } from './reconcile.ts';
import { addReloadCommand } from './reload.ts';
import { addReportCommand } from './report.ts';
import { addRootCommand } from './root.ts';
import { addScopeCommands } from './scope.ts';
import { addSequencerCommand } from './sequencer.ts';
import { addSignerCommand } from './signer.ts';
import { addSignerKeyCommands } from './signer-key.ts';
import { addSubjectCommands } from './subject.ts';
import { addSystemCommands } from './system.ts';
import { addTraceCommands } from './trace.ts';
import { addUpCommand } from './up.ts';
import { addVerifyCommand } from './verify.ts';
import { addWitnessCommand } from './witness.ts';

export function createProgram(io: Io): Command {
  const program = new Command('remit')
    .description('Was every action of an AI agent within its remit, and can you prove it?')
    .version(VERSION)
    .option('--config <file>', 'configuration file (REMIT_CONFIG); default: remit.yaml if there is one')
    .option('--data <folder>', 'data folder (REMIT_DATA)')
    .option('--key <key>', 'your key (REMIT_KEY, or REMIT_KEY_FILE); a flag is visible to other users of the machine')
    .option('--json', 'print the result as JSON')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: (text) => io.err(text.trimEnd()) })
    .showHelpAfterError('(--help shows what is possible)')
    .exitOverride();
  for (const add of [
    addInitCommand,
    addUpCommand,
    addKeyCommands,
    addScopeCommands,
    addAgentCommands,
    addBudgetCommands,
    addPeopleCommands,
    addSystemCommands,
    addAttestCommands,
    addAnnexCommand,
    addApprovalCommands,
    addTraceCommands,
    addReconcileCommand,
    addAskCommands,
    addReportCommand,
    addVerifyCommand,
    addIngestCommand,
    addIngestDigestsCommand,
    addLedgerCommands,
    addExportCommands,
    addBackupCommands,
    addEraseCommands,
    addHoldCommands,
    addSubjectCommands,
    addReloadCommand,
    addWitnessCommand,
    addMirrorCommand,
    addRootCommand,
    addSignerCommand,
    addSignerKeyCommands,
    addSequencerCommand,
  ])
    add(program, io);
  return program;
}
