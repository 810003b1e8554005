import { describe, expect, it } from 'vitest';
import { mapRecord } from '../mapping/map-record.fixture.ts';
import { awsCloudTrail } from './index.ts';
import { apiCall } from './made-records.fixture.ts';

const who = (userIdentity: object) => {
  const event = mapRecord(awsCloudTrail, { ...apiCall, userIdentity });
  return {
    person: event.person,
    agent: event.agent,
    flags: (event.flags ?? []).filter((flag) => flag.includes('session')),
  };
};
const role = apiCall.userIdentity;
const session = (name: string, issuer: string) => ({
  ...role,
  arn: `arn:aws:sts::111122223333:assumed-role/r/${name}`,
  sessionContext: { sessionIssuer: { type: 'Role', arn: issuer } },
});

describe('userIdentity', () => {
  it('[ingest-aws.identity-role] a role is the agent; the name of its session is no person', () => {
    expect(who(role)).toEqual({ person: undefined, agent: role.sessionContext.sessionIssuer.arn, flags: [] });
    const { sessionContext: _, ...bare } = role;
    expect(who(bare).agent).toBe('arn:aws:sts::111122223333:assumed-role/hr-agent');
  });

  it('[ingest-aws.identity-role] except for roles of IAM Identity Center and for mail addresses, which are flagged', () => {
    const sso = 'arn:aws:iam::1:role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_Admin_0123456789abcdef';
    expect(who(session('ada', sso))).toMatchObject({ person: 'ada', agent: sso, flags: [] });
    expect(who(session('ada@example.test', 'arn:aws:iam::1:role/r'))).toMatchObject({
      person: 'ada@example.test',
      flags: ['person-by-session-name'],
    });
  });

  it('[ingest-aws.identity-human] the human behind a call stands before the principal', () => {
    const onBehalfOf = { userId: 'u-1', identityStoreArn: 'arn:aws:identitystore::1:identitystore/d-1' };
    expect(who({ ...session('x@example.test', 'arn:aws:iam::1:role/r'), onBehalfOf })).toMatchObject({
      person: 'u-1@arn:aws:identitystore::1:identitystore/d-1',
      flags: [],
    });
    const sourceIdentity = { ...role, sessionContext: { ...role.sessionContext, sourceIdentity: 'ada' } };
    expect(who(sourceIdentity).person).toBe('ada');
  });

  it.each([
    [
      'IAMUser',
      { arn: 'arn:aws:iam::1:user/ada', accessKeyId: 'AKIAMADE', userName: 'ada' },
      'arn:aws:iam::1:user/ada',
      'AKIAMADE',
    ],
    ['IAMUser', { arn: 'arn:aws:iam::1:user/ada', accessKeyId: 'ASIAMADE' }, 'arn:aws:iam::1:user/ada', undefined],
    ['IAMUser', { userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' }, undefined, undefined],
    ['Root', { arn: 'arn:aws:iam::1:root' }, 'arn:aws:iam::1:root', undefined],
    ['FederatedUser', { arn: 'arn:aws:sts::1:federated-user/ada' }, 'arn:aws:sts::1:federated-user/ada', undefined],
    [
      'SAMLUser',
      { userName: 'ada', identityProvider: 'arn:aws:iam::1:saml-provider/x' },
      'ada@arn:aws:iam::1:saml-provider/x',
      undefined,
    ],
    ['WebIdentityUser', { principalId: 'idp:app:ada' }, 'idp:app:ada', undefined],
    ['IdentityCenterUser', { onBehalfOf: { userId: 'u-1' } }, 'u-1', undefined],
    ['AWSService', { invokedBy: 'bedrock-agentcore.amazonaws.com' }, undefined, 'bedrock-agentcore.amazonaws.com'],
    ['AWSAccount', { accountId: '2', principalId: 'AROAMADE:ada@example.test' }, undefined, 'AROAMADE'],
    ['AWSAccount', { accountId: '2', principalId: 'AIDAMADE' }, 'AIDAMADE', undefined],
    ['AWSAccount', { accountId: 'anonymous', principalId: 'x' }, undefined, undefined],
    ['Unknown', {}, undefined, undefined],
  ])('[ingest-aws.identity-variants] %s %j', (type, members, person, agent) => {
    expect(who({ type, ...members })).toMatchObject({ person, agent });
  });

  it('[ingest-aws.identity-variants] a name that AWS hides is missing as redacted', () => {
    const userIdentity = { type: 'IAMUser', userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' };
    expect(mapRecord(awsCloudTrail, { ...apiCall, userIdentity }).missing['who.sub']).toBe('redacted');
    expect(mapRecord(awsCloudTrail, { ...apiCall, userIdentity: '***' }).missing['who.sub']).toBe('not_in_record');
  });
});
