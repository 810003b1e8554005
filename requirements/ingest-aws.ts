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
    'The ARN of a user and the key of an object never stand in clear as the resource acted on.',
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
  'ingest-aws.insight': tested(
    'reference/log-schemas.md §3.1',
    'An insight of CloudTrail is about calls and is read as none itself.',
  ),
  'ingest-aws.service-event': tested(
    'reference/log-schemas.md §3.1',
    'What a service of AWS did by itself is a change, with the service as the agent.',
  ),
  'ingest-aws.never-throws': tested(
    'reference/log-schemas.md §1',
    'A record with anything in any member still gives an honest event and never stops a file.',
  ),
  'ingest-aws.real-records': tested(
    'issue 4: real data',
    'Every record of the shared CloudTrail sample maps or is listed with its reason; the counts are printed.',
  ),
  'ingest-aws.digest-valid': tested(
    'reference/log-schemas.md §3.7',
    'A whole chain of digests is valid, with the key as PKCS#1 and as SPKI.',
  ),
  'ingest-aws.digest-altered-log': tested(
    'reference/log-schemas.md §3.7',
    'A log file that was altered or cut off is invalid.',
  ),
  'ingest-aws.digest-missing-log': tested(
    'reference/log-schemas.md §3.7',
    'A log file that a digest names and that is not there is missing.',
  ),
  'ingest-aws.digest-altered': tested(
    'reference/log-schemas.md §3.7',
    'An altered digest is invalid, and nothing vouches for the log files that it names.',
  ),
  'ingest-aws.digest-missing': tested(
    'reference/log-schemas.md §3.7',
    'A digest that the next one names and that is not there is missing.',
  ),
  'ingest-aws.digest-gap': tested(
    'reference/log-schemas.md §3.7',
    'A starting digest inside the range is a gap, and so are ends of the range that no digest covers.',
  ),
  'ingest-aws.digest-unanchored': tested(
    'reference/log-schemas.md §3.7',
    'Without metadata all but the newest digest verify; the newest is unanchored.',
  ),
  'ingest-aws.digest-backfill': tested(
    'reference/log-schemas.md §3.7',
    'A backfill digest shows its own bytes only, and its key must be valid when it was made.',
  ),
  'ingest-aws.digest-moved': tested(
    'reference/log-schemas.md §3.7',
    'A digest at another place is invalid unless the operator declares where it stood, which is said.',
  ),
  'ingest-aws.digest-linkage': tested(
    'reference/log-schemas.md §3.7',
    'Hash and signature of the digest before are those that the next one holds.',
  ),
  'ingest-aws.digest-keys': tested(
    'reference/log-schemas.md §3.7',
    'A key that is unknown, damaged or was not valid then gives no valid digest.',
  ),
  'ingest-aws.digest-integrity': tested(
    'reference/log-schemas.md §3.7',
    'Each ingested log file has its integrity by digest, with the reason why it is not better.',
  ),
  'ingest-aws.digest-any-change': tested(
    'reference/log-schemas.md §3.7',
    'One changed byte of any digest is never valid.',
  ),
  'ingest-aws.digest-vectors': tested(
    'reference/log-schemas.md §3.7',
    'Keys, digests and the text that is signed agree with the samples of AWS.',
  ),
  'ingest-aws.digest-scenarios': tested(
    'reference/log-schemas.md §3.7',
    'The chains of the tests of the AWS client come out with its counts.',
  ),
  'ingest-aws.digest-folder': tested(
    'reference/log-schemas.md §3.7',
    'Digests are read from the root of a bucket, from folders of buckets, unpacked, and moved with a declaration.',
  ),
  'ingest-aws.digest-command': tested(
    'issue 4 §1',
    'remit ingest digests checks a folder offline, says what is not valid and why, and exits accordingly.',
  ),
  'ingest-aws.digest-awscli': tested(
    'issue 4, acceptance',
    'The AWS CLI and this check say the same of whole, altered, missing, cut-off and moved objects and of a gap.',
  ),
  'ingest-aws.containers': tested(
    'reference/log-schemas.md §1.3',
    'CloudTrail is read as the document of AWS, as an array, as lines with a byte order mark and CRLF, and packed.',
  ),
  'ingest-aws.redelivered': tested(
    'reference/log-schemas.md §1.3',
    'An event that was delivered again in another file is counted and left out.',
  ),
  'ingest-aws.digest-ingested': tested(
    'issue 4 §1',
    'The ingest.batch record of each log file carries what its digest shows; digests are passed over.',
  ),
  'ingest-aws.digest-hostile': tested(
    'issue 4 §1',
    'Digests, sidecars and key files that hold anything are never valid and never stop the check.',
  ),
} as const satisfies Requirements;
