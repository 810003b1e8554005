/** Language models behind the gateway: provider accounts, the models that callers may name, prices. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PriceRow } from '@remit/budget';
import { contractPriceRows, genaiPriceRows, litellmPriceRows } from '@remit/budget';
import { systemClock } from '@remit/core';
import type { LlmLimits, ModelRoute, ProviderAccount, RequestSigner } from '@remit/llm';
import { createBedrockSigner, providers } from '@remit/llm';
import { parse } from 'yaml';
import { RouteSchema } from './llm-schema.ts';
import type { Config } from './load.ts';
import { secretText, secretTexts } from './secret-text.ts';

/** Accounts and routes as the LLM gateway takes them, or what is wrong in words. Throws with the path of a secret file that cannot be read. */
export function llmRoutes(config: Config): ModelRoute[] {
  const { llm } = config.file;
  const accounts = new Map<string, ProviderAccount>();
  for (const [name, account] of Object.entries(llm.providers)) {
    const manifest: ProviderAccount['manifest'] = providers[account.kind];
    const url =
      account.url ?? manifest.url ?? (account.region === undefined ? undefined : manifest.urlIn?.(account.region));
    if (
      account.kind !== 'bedrock' &&
      (account['access-key-id'] ?? account['secret-access-key'] ?? account['session-token']) !== undefined
    )
      throw new Error(`llm.providers.${name}: AWS credentials are of a provider of kind bedrock`);
    const sign = account.kind === 'bedrock' ? bedrockSigner(name, account, config.base) : undefined;
    if (url === undefined) throw new Error(`llm.providers.${name}: a provider of kind ${account.kind} needs a url`);
    accounts.set(name, {
      name,
      manifest,
      url: url.replace(/\/+$/, ''),
      ...(account.key === undefined ? {} : { key: secretText(account.key, config.base) }),
      ...(account.region === undefined ? {} : { region: account.region }),
      ...(sign === undefined ? {} : { sign }),
      headers: secretTexts(account.headers, config.base),
    });
  }
  return Object.entries(llm.models).map(([name, route]) => {
    const { targets, 'max-output': maxOutput } =
      typeof route === 'string' ? RouteSchema.parse({ targets: [{ provider: route }] }) : route;
    return {
      name,
      ...(maxOutput === undefined ? {} : { maxOutput }),
      targets: targets.map(({ provider, model, weight, rank }) => {
        const account = accounts.get(provider);
        if (account === undefined) throw new Error(`llm.models.${name}: there is no provider ${provider}`);
        return { account, model: model ?? name, weight, rank };
      }),
    };
  });
}

/** Signs for an account on Bedrock. Throws with what is missing. */
function bedrockSigner(name: string, account: Config['file']['llm']['providers'][string], base: string): RequestSigner {
  const { region, 'access-key-id': id, 'secret-access-key': secret, 'session-token': token } = account;
  if (region === undefined || id === undefined || secret === undefined)
    throw new Error(
      `llm.providers.${name}: a provider of kind bedrock needs region, access-key-id and secret-access-key`,
    );
  if (account.key !== undefined) throw new Error(`llm.providers.${name}: a provider of kind bedrock takes no key`);
  return createBedrockSigner({
    credentials: {
      accessKeyId: secretText(id, base),
      secretAccessKey: secretText(secret, base),
      ...(token === undefined ? {} : { sessionToken: secretText(token, base) }),
    },
    region,
    now: () => systemClock.now(),
  });
}

/** Waits and bounds of attempts. */
export function llmLimits({ file: { llm } }: Config): Partial<LlmLimits> {
  return {
    firstByteMs: llm['first-byte-seconds'] * 1_000,
    idleMs: llm['idle-seconds'] * 1_000,
    totalMs: llm['total-seconds'] * 1_000,
    drainMs: llm['drain-seconds'] * 1_000,
    maxAttempts: llm.attempts,
  };
}

/** List prices, then those of the files. Throws with the path of a file that cannot be read or used. */
export function priceRows(config: Config): PriceRow[] {
  return [
    ...genaiPriceRows(),
    ...config.file.llm.prices.flatMap((name) => {
      const path = resolve(config.base, name);
      const text = readFileSync(path, 'utf8');
      const rows = name.endsWith('.json') ? litellmPriceRows(JSON.parse(text)) : contractPriceRows(parse(text));
      if (!rows.ok) throw new Error(`llm.prices: ${path}: ${rows.error}`);
      return rows.value;
    }),
  ];
}
