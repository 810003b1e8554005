import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { awsCloudTrail } from '../aws-cloudtrail/index.ts';
import { modelCall } from '../aws-cloudtrail/made-records.fixture.ts';
import { mapRecord, rawRecord } from '../mapping/map-record.fixture.ts';
import { awsBedrockInvocation } from './index.ts';

/** Made from the documented schema (log schemas reference §3.5). */
const invocation = {
  schemaType: 'ModelInvocationLog',
  schemaVersion: '1.0',
  timestamp: '2026-11-20T09:30:00Z',
  accountId: '111122223333',
  region: 'eu-central-1',
  requestId: 'made-bedrock-request-1',
  operation: 'Converse',
  modelId: 'arn:aws:bedrock:eu-central-1:111122223333:inference-profile/eu.made.model-v1:0',
  identity: { arn: 'arn:aws:sts::111122223333:assumed-role/hr-agent/ada' },
  input: {
    inputContentType: 'application/json',
    inputBodyJson: { messages: [{ role: 'user', content: [{ text: 'made' }] }] },
    inputTokenCount: 12,
  },
  output: {
    outputContentType: 'application/json',
    outputBodyJson: {
      output: {
        message: {
          role: 'assistant',
          content: [{ toolUse: { toolUseId: 'tooluse_1', name: 'x', input: { toolUseId: 'no' } } }],
        },
      },
    },
    outputTokenCount: 5,
  },
  inferenceRegion: 'eu-west-3',
};
const map = (value: object) => mapRecord(awsBedrockInvocation, value);

describe('Bedrock model-invocation log', () => {
  it('[ingest-aws.invocation] reads prompt, completion, model, tokens and the request id of CloudTrail', () => {
    const event = map(invocation);
    expect(event).toMatchObject({
      dataset: 'aws.bedrock.invocation',
      kind: 'model-call',
      agent: 'arn:aws:sts::111122223333:assumed-role/hr-agent',
      model: { prov: 'aws.bedrock', req: invocation.modelId, region: 'eu-west-3' },
      use: { in: 12, out: 5 },
      out: { status: 'executed' },
      content: { prompt: invocation.input.inputBodyJson, completion: invocation.output.outputBodyJson },
      ids: { toolUse: 'tooluse_1' },
    });
    expect(event.ids?.['request']).toBe(mapRecord(awsCloudTrail, modelCall).ids?.['request']);
    expect([event.person, event.missing['who.sub'], event.dec]).toEqual([undefined, 'not_in_record', undefined]);
  });

  it('[ingest-aws.invocation-stream] the body of a stream is a list; tool uses are found in it', () => {
    const start = (id: string) => ({ type: 'content_block_start', content_block: { type: 'tool_use', id, name: 'x' } });
    const outputBodyJson = ['1', '2', '3', '4', '5'].map(start);
    const event = map({ ...invocation, output: { outputBodyJson } });
    expect(event.content?.completion).toEqual(outputBodyJson);
    expect(event.flags).toEqual(['streamed', 'tool-uses-cut']);
    expect(event.ids).toMatchObject({ toolUse: '1', toolUse4: '4' });
    expect(event.from['ids.toolUse2']).toBe('output.outputBodyJson[1].content_block.id');
    expect(event.missing['use.out']).toBe('not_in_record');
  });

  it('[ingest-aws.invocation-s3] bodies that were moved to S3 are missing, and the event says where they went', () => {
    const event = map({
      ...invocation,
      input: { inputBodyS3Path: 's3://made/input.json' },
      output: { outputBodyS3Path: 's3://made/output.json' },
    });
    expect(event.flags).toEqual(['completion-in-s3', 'prompt-in-s3']);
    expect(event.missing).toMatchObject({ 'c.prompt': 'not_in_record', 'c.completion': 'not_in_record' });
    expect(event.out).toBeUndefined();
  });

  it('a user is a person, an error is an error, placeholders are redacted', () => {
    const event = map({
      ...invocation,
      identity: { arn: 'arn:aws:iam::1:user/ada' },
      errorCode: 'ThrottlingException',
      input: { inputBodyJson: 'REDACTED' },
      output: '***',
    });
    expect([event.person, event.agent]).toEqual(['arn:aws:iam::1:user/ada', undefined]);
    expect(event.out).toEqual({ status: 'errored', code: 'ThrottlingException' });
    expect(event.missing['c.prompt']).toBe('redacted');
  });

  it('[ingest-aws.never-throws] any members still give an honest event', () => {
    const members = Object.keys(invocation).filter((name) => name !== 'schemaType');
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...members), fc.jsonValue()), (changed) => {
        expect(map({ ...invocation, ...changed }).kind).toBe('model-call');
      }),
    );
    expect(awsBedrockInvocation.detect(rawRecord({ schemaType: 'Other' }))).toBeUndefined();
  });
});
