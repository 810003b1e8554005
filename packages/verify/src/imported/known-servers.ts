/** Servers that the operator knows: named by a scope, the registry or the system card. Any other one is a shadow server. */
import { hostOf } from '../joins/joinable.ts';
import { cardOfReport } from '../projection/law/report-card.ts';
import { systemOfReport } from '../projection/law/report-system.ts';
import { recordsOf } from '../projection/log-view.ts';
import type { Study } from '../projection/study.ts';

/** True for a server under any of the names that it may be known by. `named`: as the declared agent's list calls it. */
export type KnowsServer = (srv: string, named?: string) => boolean;

/** Reads the log up to the end of the period. A server that was removed before the period began is not known in it. */
export function knownServers(study: Study): KnowsServer {
  const { view, shelf, core } = study;
  const known = new Set<string>();
  for (const sha of shelf.named) {
    const shelved = shelf.get(sha);
    if (shelved.kind === 'ready') for (const { server } of shelved.compiled.tools) known.add(server);
  }
  const { from, to } = core.inputs;
  for (const { record } of recordsOf(view, 'registry.change')) {
    if (record.ts >= to) continue;
    if (record.chg.what === 'server.add' || record.chg.what === 'server.change') known.add(record.chg.ref);
    if (record.chg.what === 'server.remove' && record.ts < from) known.delete(record.chg.ref);
  }
  const system = systemOfReport(study);
  const card = system === undefined ? undefined : cardOfReport(study, system);
  if (card?.kind === 'ready') for (const { server } of card.card.suppliers ?? []) known.add(server);
  return (srv, named) => known.has(srv) || known.has(hostOf(srv)) || (named !== undefined && known.has(named));
}
