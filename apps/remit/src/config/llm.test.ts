import { expect, it } from 'vitest';
import { llmRoutes } from './llm.ts';
import { LlmSchema } from './llm-schema.ts';
import type { Config } from './load.ts';
import { parseConfig } from './load.ts';
import { redactedConfig } from './redacted.ts';

/** A configuration that has no other part. */
function routesOf(aws: object) {
  const llm = LlmSchema.parse({ providers: { aws }, models: { sonnet: 'aws' } });
  // llmRoutes reads these members only.
  return llmRoutes({ base: '/', file: { llm } } as unknown as Config);
}

const keys = { 'access-key-id': 'AKIDEXAMPLE', 'secret-access-key': 'secret' };

it('[llm.bedrock-config] an account on Bedrock is in one region and signs with its own credentials', async () => {
  const [route] = routesOf({ kind: 'bedrock', region: 'eu-central-1', ...keys, 'session-token': 't' });
  const account = route?.targets[0]?.account;
  expect(account).toMatchObject({ url: 'https://bedrock-runtime.eu-central-1.amazonaws.com', region: 'eu-central-1' });
  expect(JSON.stringify(account)).not.toContain('secret');
  const signed = await account?.sign?.({
    origin: account.url,
    path: '/model/a/invoke',
    headers: {},
    body: Buffer.from('{}'),
  });
  expect(signed).toMatchObject({
    host: 'bedrock-runtime.eu-central-1.amazonaws.com',
    'x-amz-security-token': 't',
    authorization: expect.stringMatching(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/bedrock\/aws4_request, /,
    ),
  });
});

it('[llm.bedrock-config] says what an account lacks or has too much of', () => {
  expect(() => routesOf({ kind: 'bedrock', ...keys })).toThrow(
    'llm.providers.aws: a provider of kind bedrock needs region',
  );
  expect(() => routesOf({ kind: 'bedrock', region: 'eu-central-1' })).toThrow('needs region, access-key-id');
  expect(() => routesOf({ kind: 'bedrock', region: 'eu', ...keys, key: 'k' })).toThrow('takes no key');
  expect(() => routesOf({ kind: 'openai', ...keys })).toThrow('AWS credentials are of a provider of kind bedrock');
  expect(() => routesOf({ kind: 'azure' })).toThrow('needs a url');
});

it('[llm.config-redacted] what is kept for good of the configuration names credentials of providers and holds none', () => {
  const account = 'kind: openai, url: "https://u:s3cret@h/p?k=s3cret", key: s3cret, headers: { A: s3cret }';
  const aws = 'kind: bedrock, region: eu, access-key-id: s3cret, secret-access-key: s3cret, session-token: s3cret';
  const parsed = parseConfig(
    `llm: { providers: { a: { ${account} }, aws: { ${aws} } }, models: { m: a } }\n`,
    'f.yaml',
  );
  if (!parsed.ok) throw new Error(parsed.error.join());
  const kept = redactedConfig(parsed.value);
  expect(JSON.stringify(kept)).not.toContain('s3cret');
  expect(kept).toMatchObject({
    llm: {
      models: { m: 'a' },
      providers: {
        a: { kind: 'openai', url: 'https://h/p', headers: ['A'], credentials: ['key'] },
        aws: { kind: 'bedrock', region: 'eu', credentials: ['access-key-id', 'secret-access-key', 'session-token'] },
      },
    },
  });
});
