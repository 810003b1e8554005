import { describe, expect, it } from 'vitest';
import { mapRecord } from '../mapping/map-record.fixture.ts';
import { awsCloudTrail } from './index.ts';
import { grant, mcpEvent, modelCall } from './made-records.fixture.ts';

const map = (value: object) => mapRecord(awsCloudTrail, value);

describe('Bedrock and sign-in', () => {
  it('[ingest-aws.bedrock] reads the model and the region that the call was moved to', () => {
    expect(map(modelCall)).toMatchObject({
      dataset: 'aws.cloudtrail.bedrock',
      kind: 'model-call',
      model: { prov: 'aws.bedrock', req: 'eu.made.model-v1:0', region: 'eu-west-3' },
      ids: { request: 'made-bedrock-request-1' },
    });
    expect(map({ ...modelCall, additionalEventData: undefined }).missing['model.region']).toBe('not_in_record');
  });

  it('[ingest-aws.grant] a grant carries person, client, resource and the session that joins later calls', () => {
    const event = map(grant);
    expect(event).toMatchObject({
      dataset: 'aws.cloudtrail.signin',
      kind: 'grant',
      person: 'arn:aws:iam::111122223333:user/ada',
      agent: grant.requestParameters.client_id,
      act: { res: 'https://aws-mcp.us-east-1.api.aws/mcp', method: 'CreateOAuth2Token' },
      ids: { grant: 'arn:aws:signin:us-east-1:111122223333:session/made-1' },
      dec: { result: 'permit', basis: 'additionalEventData.success' },
      out: { status: 'executed' },
    });
    const failed = map({ ...grant, additionalEventData: { success: 'false' } });
    expect([failed.out?.status, failed.dec, failed.missing['ids.grant']]).toEqual([
      'errored',
      undefined,
      'not_in_record',
    ]);
  });

  it('[ingest-aws.grant] finds the session under any name in the context of a call', () => {
    const arn = grant.additionalEventData.signInSessionArn;
    const { userIdentity } = mcpEvent;
    const sessionContext = { ...userIdentity.sessionContext, 'aws:SignInSessionArn': arn };
    const event = map({ ...mcpEvent, userIdentity: { ...userIdentity, sessionContext } });
    expect(event.ids?.['grant']).toBe(arn);
    expect(event.from['ids.grant']).toBe('userIdentity.sessionContext["aws:SignInSessionArn"]');
    const client = 'arn:aws:signin:::devtools/same-device';
    const nested = { ...userIdentity.sessionContext, signIn: { clients: [client] } };
    const other = map({ ...mcpEvent, userIdentity: { ...userIdentity, sessionContext: nested } });
    expect([other.ids?.['oauthClient'], other.missing['ids.grant']]).toEqual([client, 'not_in_record']);
  });

  it('a login says what came of it', () => {
    const login = {
      ...grant,
      eventName: 'ConsoleLogin',
      eventType: 'AwsConsoleSignIn',
      additionalEventData: { MFAUsed: 'Yes' },
    };
    expect(map({ ...login, responseElements: { ConsoleLogin: 'Failure' } })).toMatchObject({
      kind: 'login',
      dec: { result: 'deny' },
      flags: ['mfa'],
    });
  });
});
