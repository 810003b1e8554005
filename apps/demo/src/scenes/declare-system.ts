/** Part of a scene: the operator declares the system, and a person signs one of the statements that are asked for. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from './stage.ts';

/** What is signed, as whom. */
export interface SignedStatement {
  /** Reference of the requirement. */
  readonly ref: string;
  /** The function of the person. */
  readonly as: string;
  readonly says: string;
}

/** Declares the card of `system` and has one statement signed by a key that stays on the operator's machine. */
export async function declareSystem(
  { screen, folder, remit }: Stage,
  key: string,
  system: string,
  card: string,
  { ref, as, says }: SignedStatement,
): Promise<void> {
  const file = join(folder.bank, `${system}.yaml`);
  writeFileSync(file, card);
  await remit.json(['system', 'declare', file], key);
  screen.row('system card', file);
  const keyFile = join(folder.bank, 'attest.key');
  await remit.json(['attest', 'keygen', '--out', keyFile, '--name', 'operations'], key);
  const args = ['--system', system, '--key-file', keyFile, '--as', as, '--statement', says];
  await remit.json(['attest', 'sign', ref, ...args], key);
  screen.row('attested', `${ref}, signed as ${as}`);
}
