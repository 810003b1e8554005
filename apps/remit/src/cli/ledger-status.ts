/** The lines of `remit ledger status`. */
import { rfc3339 } from '@remit/core';
import type { LedgerStatusView } from '../server/admin-types.ts';
import { table } from './io.ts';

/** Everything, for a person. */
export function statusLines(status: LedgerStatusView): string[] {
  const { lag, witnesses, evidence } = status;
  return [
    `durable    ${status.size}`,
    `signed     ${status.signedSize}`,
    `quorum     ${quorum(status)}`,
    `signer     ${status.signer}${status.reason === undefined ? '' : `: ${status.reason}`}`,
    ...(lag.late ? ['LATE       no quorum of witnesses has seen the oldest of these records for too long'] : []),
    '',
    ...(witnesses.length === 0
      ? ['No witness is configured: only this machine vouches for the log.']
      : table(
          ['WITNESS', 'SIZE', 'STATE', ''],
          witnesses.map(({ name, size, state, reason = '' }) => [name, String(size), state, reason]),
        )),
    '',
    ...anchorLines(status),
    ...(evidence.length === 0 ? [] : ['', 'EVIDENCE of heads that contradict each other:', ...evidence]),
  ];
}

/** The time-stamp authorities. */
export function anchorLines({ anchors }: LedgerStatusView): string[] {
  if (anchors.length === 0) return ['No time-stamp authority is configured.'];
  const rows = anchors.map(({ name, size, at, state, reason = '' }) => [
    name,
    String(size),
    at === undefined ? '-' : rfc3339(at),
    state,
    reason,
  ]);
  return table(['ANCHOR', 'SIZE', 'TIME', 'STATE', ''], rows);
}

function quorum({ lag }: LedgerStatusView): string {
  if (lag.oldest === undefined) return `${lag.quorumSize}, nothing waits`;
  const { index, at } = lag.oldest;
  return `${lag.quorumSize}; ${lag.records} records wait, the oldest is ${index} of ${at} (${Math.floor(lag.ageMs / 1000)} s)`;
}
