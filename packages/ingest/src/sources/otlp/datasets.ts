/** What OTLP records of each convention can prove (log schemas reference §3.4, §6 and §7). */
import type { DatasetInfo } from '../../source.ts';

const asserted = {
  'who.sub': 'as the instrumented program says',
  'who.agent': 'gen_ai.agent.id, gen_ai.agent.name or service.name, as the instrumented program says',
};
const optIn = 'opt-in of the instrumentation';

/** Spans of MCP clients and servers. */
export const otlpMcp: DatasetInfo = {
  id: 'otlp.mcp',
  title: 'OpenTelemetry spans of MCP requests',
  ceiling: 'D',
  absent: ['dec.result', 'dec.rules', 'model.req', 'use.in'],
  limits: { ...asserted, 'c.args': optIn, 'c.result': optIn },
};

/** Spans and events of model calls and tool runs. */
export const otlpGenAi: DatasetInfo = {
  id: 'otlp.gen_ai',
  title: 'OpenTelemetry spans and events of generative AI',
  ceiling: 'D',
  absent: ['dec.result', 'dec.rules'],
  limits: { ...asserted, 'c.prompt': optIn, 'c.completion': optIn, 'c.args': optIn, 'c.result': optIn },
};

/** A decision on a call. */
export const agentCoreCall: DatasetInfo = {
  id: 'otlp.agentcore_policy_call',
  title: 'AgentCore policy spans: decisions on calls',
  ceiling: 'D',
  absent: ['who.sub', 'who.agent', 'who.client', 'c.args', 'c.result', 'model.req', 'use.in'],
  limits: {
    'dec.result': 'decision on a call; spans may be sampled, exact counts are in CloudWatch. LOG_ONLY is not enforced',
    'act.tool': 'on the InvokeTool span; the policy span beside it has the rules',
    'ids.session': 'on another span of the same trace',
  },
};

/** A filter on a list of tools: no call was made. */
export const agentCoreList: DatasetInfo = {
  id: 'otlp.agentcore_policy_list',
  title: 'AgentCore policy spans: filtered lists of tools',
  ceiling: 'D',
  absent: [
    'who.sub',
    'who.agent',
    'who.client',
    'act.tool',
    'c.args',
    'dec.result',
    'dec.rules',
    'model.req',
    'use.in',
  ],
  limits: { 'c.result': 'the tools that were shown and those that were left out; no call was decided' },
};

/** Log events of coding agents. */
export const otlpTelemetry: DatasetInfo = {
  id: 'otlp.agent_telemetry',
  title: 'OpenTelemetry events of coding agents',
  ceiling: 'C',
  absent: ['dec.rules'],
  limits: {
    ...asserted,
    'dec.result': 'decision of the person or of the settings in the client, as the client says',
    'ids.toolUse': 'as the client says',
    'c.args': optIn,
    'c.result': optIn,
  },
};

/** Anything else in the same stream. */
export const otlpOther: DatasetInfo = {
  id: 'otlp.other',
  title: 'OpenTelemetry records of no known convention',
  ceiling: 'D',
  absent: ['act.tool', 'c.args', 'c.result', 'dec.result', 'dec.rules', 'model.req', 'use.in'],
};
