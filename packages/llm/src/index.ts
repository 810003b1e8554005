export type { LlmHandler, LlmHandlerDeps } from './listener/handler.ts';
export { createLlmHandler } from './listener/handler.ts';
export type { LlmGateway, LlmGatewayDeps, LlmLimits } from './llm-gateway.ts';
export { createLlmGateway, defaultLlmLimits } from './llm-gateway.ts';
export type { ProviderKind } from './providers/all.ts';
export { providers } from './providers/all.ts';
export { BUDGET_RECORDS, replayBudgets } from './replay-budgets.ts';
export type { ModelRoute, ProviderAccount, Routes, RouteTarget } from './routing/accounts.ts';
export { createRoutes } from './routing/accounts.ts';
