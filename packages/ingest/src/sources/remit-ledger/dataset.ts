/** What the log of another Remit installation can prove here. */
import type { DatasetInfo } from '../../source.ts';

/** Records of a Remit log, one leaf each. */
export const remitRecords: DatasetInfo = {
  id: 'remit.records',
  title: 'Records of another Remit installation',
  ceiling: 'C',
  absent: ['c.args', 'c.result', 'c.prompt', 'c.completion', 'ids.trace', 'use.in'],
  limits: {
    'who.sub': "handle of the other installation; the person's name stays there",
    'dec.result': 'the whole decision: result, determining rules, whether it was enforced',
    'out.status': 'on the outcome record, which names its decision',
    'model.req': 'on records of model calls',
  },
};
