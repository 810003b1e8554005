import { expect, it } from 'vitest';
import { llmRoutes } from './llm.ts';
import { LlmSchema } from './llm-schema.ts';
import type { Config } from './load.ts';

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
