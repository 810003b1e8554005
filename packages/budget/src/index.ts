/** Budgets of tokens, money and requests (llm-gateway reference §4). */
export {};
