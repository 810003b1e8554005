/** What the records of AWS CloudTrail can prove (log schemas reference §3 and §7). */
import type { AwsDataset } from '../aws-common/aws-dataset.ts';

const USUAL = ['who.sub', 'who.agent', 'who.client', 'act.effect', 'c.args', 'c.result', 'dec.result', 'out.status'];
const MISSED = ['ids.trace', 'dec.rules'];
const NO_CONTENT = ['ids.toolUse', 'c.prompt', 'c.completion', 'model.resp', 'use.in', 'use.out', 'out.ms'];
const NO_MODEL = ['model.req', 'use.in', 'use.out'];

const LIMITS = {
  'dec.result':
    'an error code of access denial shows a refusal, an answer shows a permit; a record with neither shows no decision',
  'who.sub':
    'the principal as AWS knows it. The session name of a role is whatever the caller wrote, and is read as a person only for roles of IAM Identity Center and for mail addresses, which are flagged',
  'who.agent': 'the role, service or long-lived access key that was used, not the software behind it',
};

/** Management events, and data events that are none of the following. */
export const apiCalls: AwsDataset = {
  id: 'aws.cloudtrail',
  title: 'AWS CloudTrail: API calls',
  ceiling: 'B',
  missed: [...MISSED, 'out.ms'],
  absent: [...MISSED, 'out.ms', ...NO_MODEL, 'act.tool', 'ids.toolUse'],
  limits: LIMITS,
  usual: [...USUAL, 'act.res'],
};

/** Tool calls of the AWS MCP Server: `AwsMcpEvent`. */
export const mcpEvents: AwsDataset = {
  id: 'aws.cloudtrail.mcp',
  title: 'AWS CloudTrail: AWS MCP Server',
  ceiling: 'B',
  missed: [...MISSED, 'ids.toolUse', 'model.req'],
  absent: [...MISSED, ...NO_MODEL, 'ids.toolUse'],
  limits: { ...LIMITS, 'c.args': 'an exact copy of the MCP parameters' },
  usual: [...USUAL, 'act.tool', 'ids.session', 'ids.grant'],
};

/** Calls of an AgentCore gateway. */
export const agentCoreGateway: AwsDataset = {
  id: 'aws.cloudtrail.agentcore-gateway',
  title: 'AWS CloudTrail: AgentCore Gateway',
  ceiling: 'C',
  missed: [...MISSED, 'ids.toolUse', 'model.req', 'act.effect', 'out.ms'],
  absent: [...MISSED, 'ids.toolUse', 'act.effect', 'out.ms', ...NO_MODEL],
  limits: {
    ...LIMITS,
    'c.args': 'AWS writes REDACTED in place of arguments and results',
    'dec.result': 'status 401 or 403 shows a refusal; an error of JSON-RPC does not say who refused',
    'who.sub': 'subject and issuer of the token; a token of a client for itself names no person',
  },
  usual: ['who.sub', 'who.agent', 'who.client', 'c.args', 'c.result', 'dec.result', 'out.status', 'act.tool'],
};

/** Invocations of models through Bedrock. */
export const bedrockCalls: AwsDataset = {
  id: 'aws.cloudtrail.bedrock',
  title: 'AWS CloudTrail: model invocations',
  ceiling: 'C',
  missed: [...MISSED, ...NO_CONTENT],
  absent: [...MISSED, ...NO_CONTENT, 'act.tool'],
  limits: { ...LIMITS, 'model.region': 'only where AWS moved the call to another region' },
  usual: ['who.sub', 'who.agent', 'who.client', 'model.req', 'model.region', 'dec.result', 'out.status', 'ids.request'],
};

/** Sign-in of people, and the grants that they give to clients. */
export const signIn: AwsDataset = {
  id: 'aws.cloudtrail.signin',
  title: 'AWS CloudTrail: sign-in and grants',
  ceiling: 'C',
  missed: MISSED,
  absent: [...MISSED, ...NO_MODEL, 'act.tool', 'ids.toolUse', 'out.ms'],
  limits: LIMITS,
  usual: ['who.sub', 'who.agent', 'who.client', 'act.res', 'dec.result', 'out.status', 'ids.grant'],
};

/** A digest file is no event: it is what `remit ingest digests` checks. */
export const DIGEST_DATASET = 'aws.cloudtrail.digest';

export const cloudTrailDatasets: readonly AwsDataset[] = [apiCalls, mcpEvents, agentCoreGateway, bedrockCalls, signIn];
