/** The LLM wire on the pipeline of `gateway` (llm-gateway reference §1). */
export {};
