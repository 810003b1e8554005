/** What the model-invocation log of Bedrock can prove (log schemas reference §3.5 and §7). */
import type { AwsDataset } from '../aws-common/aws-dataset.ts';

const MISSED = ['ids.session', 'ids.trace', 'dec.result', 'model.resp', 'out.ms'];

/** `ModelInvocationLog` records. */
export const invocationLog: AwsDataset = {
  id: 'aws.bedrock.invocation',
  title: 'Amazon Bedrock model-invocation log',
  ceiling: 'D',
  missed: MISSED,
  absent: [...MISSED, 'act.tool', 'act.effect', 'dec.rules', 'c.args', 'c.result'],
  limits: {
    'c.prompt': 'bodies above the size limit of the log are moved to S3 and are not part of the record',
    'who.agent': 'the principal of AWS; the role without its path',
    'out.status': 'an output shows that the model answered',
  },
  usual: [
    'who.sub',
    'who.agent',
    'who.client',
    'model.req',
    'model.region',
    'c.prompt',
    'c.completion',
    'use.in',
    'use.out',
    'out.status',
    'ids.request',
    'ids.toolUse',
  ],
};
