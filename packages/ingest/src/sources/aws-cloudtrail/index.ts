/** AWS CloudTrail: API calls, tool calls of the AWS MCP Server, AgentCore gateways, model calls, sign-in (reference §3). */
import type { Source } from '../../source.ts';
import { cloudTrailDatasets } from './datasets.ts';
import { detectCloudTrail } from './detect.ts';
import { mapCloudTrail } from './map.ts';

/** See the module header. */
export const awsCloudTrail: Source = {
  id: 'aws.cloudtrail',
  vendor: 'Amazon Web Services',
  parser: 'aws.cloudtrail/1',
  datasets: cloudTrailDatasets,
  custody:
    'AWS writes the files; whoever administers the account may delete or replace them. Digest files signed by AWS show which files it wrote, as far as the chain of digests was checked (remit ingest digests).',
  detect: detectCloudTrail,
  map: mapCloudTrail,
};
