/**
 * Models in a scope: a request to a model is decided like a call to a tool. The provider account stands for the server,
 * under a name that no MCP server can have; the routed model for the tool; facts of the request for its arguments.
 */
import type { Condition, DeclaredTool } from './declared-scope.ts';

/** Facts of a request to a model that a scope can set conditions on. A fact that is not known is missing. */
export const MODEL_FACTS = [
  /** `chat`, `embeddings`, `generate_content`: `gen_ai.operation.name` of OpenTelemetry. */
  'operation',
  /** Region of the provider account. */
  'region',
  /** Most output tokens for each choice, as sent. */
  'max-output',
  'choices',
  'stream',
  /** Names of the tools offered to the model. */
  'tools',
  /** Names of tools that the provider would run itself, out of our sight. */
  'provider-tools',
  /** Parts whose tokens no byte count bounds, by JSON pointer. */
  'unbounded-input',
  'reasoning-effort',
  'service-tier',
] as const;

/** Server name that stands for a provider account. A configured MCP server cannot have it: no such name holds a slash. */
export function modelServer(account: string): string {
  return `models/${account}`;
}

/** True for a name made by {@link modelServer}. */
export function isModelServer(server: string): boolean {
  return server.startsWith('models/');
}

/** Tools that the provider runs act out of our sight, so a scope that does not speak of them allows none. */
const NO_PROVIDER_TOOLS: Condition = {
  kind: 'absent-or',
  of: { kind: 'each', of: { kind: 'one-of', values: [] }, allowEmpty: true },
};

/** The conditions of a model with what holds unless the file says otherwise. */
export function modelConditions(when: DeclaredTool['when']): DeclaredTool['when'] {
  return when.some(({ name }) => name === 'provider-tools')
    ? when
    : [...when, { name: 'provider-tools', condition: NO_PROVIDER_TOOLS }];
}

/** Rule name of a model that gives none: letters that rule names cannot hold become a dash, as in `claude-v1:0`. */
export function modelRule(account: string, model: string): string {
  return `${modelServer(account)}/${model.replace(/[^A-Za-z0-9._/-]/g, '-')}`;
}
