/** Which dataset of CloudTrail a record belongs to, by its members alone (log schemas reference §1.2). */
import type { RawRecord } from '../../source.ts';
import { agentCoreGateway, apiCalls, bedrockCalls, DIGEST_DATASET, mcpEvents, signIn } from './datasets.ts';

const MCP_SERVER = /^(?:aws-mcp\.[a-z0-9-]+\.api\.aws|aws-mcp\.amazonaws\.com|aws-api-mcp\.amazonaws\.com)$/;
const GATEWAY_CALLS = new Set(['InvokeGateway', 'InvokeMcp']);
const MODEL_CALLS = new Set(['InvokeModel', 'InvokeModelWithResponseStream', 'Converse', 'ConverseStream']);

/** Dataset of a CloudTrail record or digest, undefined for anything else. */
export function detectCloudTrail(record: RawRecord): string | undefined {
  const { eventSource, eventID, eventName } = record.value;
  if (typeof eventSource !== 'string' || typeof eventID !== 'string') {
    // An insight says in its details which calls it is about, and has no source of its own.
    if (typeof eventID === 'string' && record.value['eventType'] === 'AwsCloudTrailInsight') return apiCalls.id;
    const { digestS3Object, logFiles } = record.value;
    return typeof digestS3Object === 'string' && Array.isArray(logFiles) ? DIGEST_DATASET : undefined;
  }
  if (record.value['eventType'] === 'AwsMcpEvent' || MCP_SERVER.test(eventSource)) return mcpEvents.id;
  if (eventSource === 'signin.amazonaws.com') return signIn.id;
  if (typeof eventName !== 'string') return apiCalls.id;
  if (eventSource === 'bedrock-agentcore.amazonaws.com' && GATEWAY_CALLS.has(eventName)) return agentCoreGateway.id;
  if (eventSource === 'bedrock.amazonaws.com' && MODEL_CALLS.has(eventName)) return bedrockCalls.id;
  return apiCalls.id;
}
