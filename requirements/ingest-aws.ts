/** Foreign logs of AWS: each trap of the log schemas reference, and the digests of CloudTrail. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

export const requirements = {
  'ingest-aws.cloudtrail-fields': tested(
    'reference/log-schemas.md §3.1',
    'A CloudTrail record gives who, what, when and the join keys, each with its path; what is not there has a reason.',
  ),
  'ingest-aws.null-answer': tested(
    'reference/log-schemas.md §3.1',
    'A null answer without an error code shows neither an outcome nor a decision: absence shows nothing.',
  ),
  'ingest-aws.error-code': tested(
    'reference/log-schemas.md §7',
    'A code of access denial shows a refusal with its basis; any other code shows no decision.',
  ),
  'ingest-aws.shared-event': tested(
    'reference/log-schemas.md §8',
    'Copies of one event in several accounts carry the same join key, and no session name in clear.',
  ),
  'ingest-aws.via-mcp': tested(
    'reference/log-schemas.md §3.2',
    'A call made by the AWS MCP Server is flagged with how many of three members say so.',
  ),
  'ingest-aws.person-in-arn': tested(
    'issue 4: no personal data in clear',
    'The ARN of a user never stands in clear as the resource acted on.',
  ),
  'ingest-aws.issued-key': tested(
    'reference/log-schemas.md §3.1',
    'A temporary key joins the call that issued it and the calls made with it.',
  ),
  'ingest-aws.digest-no-event': tested(
    'reference/log-schemas.md §1.2',
    'A digest file is known as such and gives no event.',
  ),
  'ingest-aws.agentcore-management': tested(
    'reference/log-schemas.md §3.3',
    'Changes of AgentCore gateways are changes; placeholders in them are missing as redacted.',
  ),
  'ingest-aws.mcp-event': tested(
    'reference/log-schemas.md §3.2',
    'AwsMcpEvent gives the tool without aws___, the exact parameters, the answer, the session and the server version.',
  ),
  'ingest-aws.mcp-source': tested(
    'reference/log-schemas.md §3.2',
    'Regional, plain and preview names of the AWS MCP Server are known, names that only contain them are not.',
  ),
  'ingest-aws.placeholder': tested(
    'reference/log-schemas.md §1.3',
    'REDACTED or *** where an object is expected is missing as redacted.',
  ),
  'ingest-aws.agentcore': tested(
    'reference/log-schemas.md §3.3',
    'InvokeGateway and InvokeMcp give sub@iss, scopes, target and tool, downstream ids and the decision with its basis.',
  ),
  'ingest-aws.agentcore-redacted': tested(
    'reference/log-schemas.md §3.3',
    'Arguments and content may be objects, text or REDACTED.',
  ),
  'ingest-aws.agentcore-entities': tested(
    'reference/log-schemas.md §3.3',
    'Names of callers in which AWS replaced letters by HTML entities are flagged.',
  ),
  'ingest-aws.bedrock': tested(
    'reference/log-schemas.md §3.5',
    'Model calls give the model and, where AWS moved the call, the region.',
  ),
  'ingest-aws.grant': tested(
    'reference/log-schemas.md §3.6',
    'A grant and the calls made under it carry the same sign-in session, found under any name in the context.',
  ),
  'ingest-aws.identity-role': tested(
    'reference/log-schemas.md §3.1',
    'A role is the agent; its session name is a person only for Identity Center roles, and for mail addresses with a flag.',
  ),
  'ingest-aws.identity-human': tested(
    'reference/log-schemas.md §3.1',
    'onBehalfOf and sourceIdentity name the human before the principal does.',
  ),
  'ingest-aws.identity-variants': tested(
    'reference/log-schemas.md §3.1',
    'Every kind of userIdentity gives person, agent, both or neither, and no hidden name.',
  ),
  'ingest-aws.invocation': tested(
    'reference/log-schemas.md §3.5',
    'A model-invocation record gives prompt, completion, model, tokens and the request id that CloudTrail has as well.',
  ),
  'ingest-aws.invocation-stream': tested(
    'reference/log-schemas.md §3.5',
    'The output of a stream is a list; ids of tool uses are read from it.',
  ),
  'ingest-aws.invocation-s3': tested(
    'reference/log-schemas.md §3.5',
    'A body that was moved to S3 is missing, with a flag that says so.',
  ),
  'ingest-aws.never-throws': tested(
    'reference/log-schemas.md §1',
    'A record with anything in any member still gives an honest event and never stops a file.',
  ),
  'ingest-aws.real-records': tested(
    'issue 4: real data',
    'Every record of the shared CloudTrail sample maps or is listed with its reason; the counts are printed.',
  ),
} as const satisfies Requirements;
