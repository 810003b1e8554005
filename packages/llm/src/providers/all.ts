/** Every provider that calls can be routed to. */
import { anthropic } from './anthropic/manifest.ts';
import { azure } from './azure/manifest.ts';
import { bedrock } from './bedrock/manifest.ts';
import { google } from './google/manifest.ts';
import type { ProviderManifest } from './manifest.ts';
import { openai } from './openai/manifest.ts';
import { openaiCompatible } from './openai-compatible/manifest.ts';

/** By the name that the configuration uses. */
export const providers = {
  openai,
  anthropic,
  google,
  azure,
  bedrock,
  'openai-compatible': openaiCompatible,
} as const satisfies Readonly<Record<string, ProviderManifest>>;

/** Name of a provider in the configuration. */
export type ProviderKind = keyof typeof providers;
