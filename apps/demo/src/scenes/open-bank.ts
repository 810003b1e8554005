/** Second scene: the gateway starts, people get keys, the scope is declared. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256, toHex, utf8 } from '@remit/core';
import { AGENT, people } from '../cast/people.ts';
import { loanTriageScope } from '../cast/scope-file.ts';
import { loanTriageCard } from '../cast/system-card.ts';
import type { Gateway } from '../processes/long-running.ts';
import { startGateway } from '../processes/long-running.ts';
import type { CreatedKeyView, ScopeView } from '../processes/remit-views.ts';
import { declareSystem } from './declare-system.ts';
import type { Stage } from './stage.ts';
import type { StartedLog } from './start-log.ts';

/** A key as its owner holds it. */
export interface Key {
  readonly id: string;
  readonly token: string;
}

export interface OpenBank {
  readonly gateway: Gateway;
  readonly keys: Readonly<Record<'agent' | 'creditOfficer' | 'auditor', Key>>;
}

/** Starts the gateway and makes it ready for calls. */
export async function openBank(stage: Stage, { administratorKey }: StartedLog): Promise<OpenBank> {
  const { screen, folder, remit } = stage;
  screen.title('the gateway starts, people get keys, the scope is declared');
  const gateway = await startBankGateway(stage);
  screen.row('gateway', `${gateway.url}/mcp`);
  const keys = {
    agent: await createKey(stage, administratorKey, ['--person', people.clerk, '--agent', AGENT]),
    creditOfficer: await createKey(stage, administratorKey, ['--person', people.creditOfficer, '--role', 'approver']),
    auditor: await createKey(stage, administratorKey, ['--person', people.auditor, '--role', 'auditor']),
  };
  screen.row('keys', `${people.clerk} works with the agent ${AGENT}`);
  screen.row('', `${people.creditOfficer} may release calls`);
  screen.row('', `${people.auditor} may read and report`);
  writeKeys(folder.bankKeys, { administrator: administratorKey, ...tokensOf(keys) });
  writeFileSync(
    folder.scopeFile,
    loanTriageScope(folder.applicants, new Date(stage.clock.now()).getUTCFullYear(), stage.model),
  );
  const scope = await remit.json<ScopeView>(['scope', 'declare', folder.scopeFile], administratorKey);
  screen.check(`scope ${scope.id} is in force for ${AGENT}`, scope.agent === AGENT, JSON.stringify(scope));
  screen.row('scope file', `${folder.scopeFile}`);
  screen.row('', `SHA-256 ${scope.sha}`);
  const agreement = join(folder.bank, 'agreement-decisions.txt');
  writeFileSync(agreement, AGREEMENT);
  const card = loanTriageCard(toHex(sha256(utf8(AGREEMENT))));
  await declareSystem(stage, administratorKey, 'loan-triage-eu', card, {
    ref: 'AIA-26-1',
    as: 'Head of Credit Operations',
    says: 'The agent is used as its instructions for use say. I have read the declared scope.',
  });
  return { gateway, keys };
}

const AGREEMENT =
  'Agreement between Lending Operations and Information Technology on the decision server. Made for this demo.\n';

/** Starts the gateway on the bank's configuration; also after it was killed. */
export async function startBankGateway({ children, places, folder }: Stage): Promise<Gateway> {
  return await startGateway(children, {
    script: places.remit,
    config: folder.bankConfig,
    cwd: folder.bank,
    log: join(folder.logs, 'gateway.log'),
  });
}

async function createKey(stage: Stage, by: string, args: readonly string[]): Promise<Key> {
  const { token, key } = await stage.remit.json<CreatedKeyView>(['key', 'create', ...args], by);
  return { id: key.id, token };
}

function tokensOf(keys: OpenBank['keys']): Record<string, string> {
  return Object.fromEntries(Object.entries(keys).map(([name, { token }]) => [name, token]));
}

function writeKeys(folder: string, tokens: Readonly<Record<string, string>>): void {
  for (const [name, token] of Object.entries(tokens)) writeFileSync(join(folder, name), `${token}\n`, { mode: 0o600 });
}
