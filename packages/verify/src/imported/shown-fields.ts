/** What the events of a batch show, so that the pack can say which exceptions the source cannot show. */
import type { ImportedEvent } from '@remit/record';
import type { ForeignKind, ForeignKindName, Shown } from './foreign-kinds.ts';
import { foreignKinds } from './foreign-kinds.ts';

/** Datasets that say when a rule of data loss prevention matched. Others are silent either way. */
const DLP = new Set([
  'cloudflare.gateway_http',
  'cloudflare.ai_gateway_logs',
  'cloudflare.ai_gateway_events',
  'cloudflare.dlp_forensic_copies',
]);
/** Datasets that say whether a policy was applied at all. */
const APPLIED = new Set([
  'cloudflare.ai_gateway_logs',
  'cloudflare.ai_gateway_events',
  'otlp.agentcore_policy_call',
  'remit.records',
]);

/** A kind that a source cannot show, with what is missing for it. */
export interface Unseen {
  readonly kind: ForeignKindName;
  readonly why: string;
}

/** Collects what the events of one batch show. */
export interface ShownFields {
  add(event: ImportedEvent): void;
  cannotBeSeen(): Unseen[];
}

export function createShownFields(): ShownFields {
  const shown = new Set<Shown>();
  return {
    add(event) {
      const { dec, out, who, act, model, src, tk } = event;
      if (dec !== undefined) shown.add('decision');
      if (out !== undefined) shown.add('outcome');
      if (who.sub !== undefined || who.agent !== undefined) shown.add('who');
      if (tk === 'event') shown.add('time');
      if (act.srv !== undefined) shown.add('server');
      if (model?.req !== undefined && model.resp !== undefined)
        shown.add('model asked for beside the one that answered');
      if (DLP.has(src.dataset)) shown.add('data loss rules');
      if (APPLIED.has(src.dataset)) shown.add('word on whether a policy was applied');
      if (event.ids['writer'] !== undefined) shown.add('sequence numbers');
      if (showsVersions(event)) shown.add('server version or definitions');
    },
    cannotBeSeen: () =>
      (Object.entries(foreignKinds) as [ForeignKindName, ForeignKind][]).flatMap(([kind, { needs }]) => {
        const missing = needs.filter((need) => !shown.has(need));
        return missing.length === 0
          ? []
          : [{ kind, why: `cannot be seen from this source: no ${missing.join(', no ')}` }];
      }),
  };
}

function showsVersions({ flags, ids }: ImportedEvent): boolean {
  return ids['definition'] !== undefined || flags?.some((flag) => flag.startsWith('server-version:')) === true;
}
