/** The model-invocation log of Amazon Bedrock (log schemas reference §3.5). */
import { ok } from '@remit/core';
import type { Source } from '../../source.ts';
import { invocationLog } from './dataset.ts';
import { mapInvocation } from './map.ts';

/** See the module header. */
export const awsBedrockInvocation: Source = {
  id: 'aws.bedrock-invocation',
  vendor: 'Amazon Web Services',
  parser: 'aws.bedrock-invocation/1',
  datasets: [invocationLog],
  custody:
    'Bedrock writes the log to S3 or CloudWatch Logs; nothing in it is signed, so whoever may write there may change it.',
  detect: (record) => (record.value['schemaType'] === 'ModelInvocationLog' ? invocationLog.id : undefined),
  map: (record, _dataset, context) => ok(mapInvocation(record, context)),
};
