/**
 * Cedar policies of one tool, as a map from stable id to text (stack reference §5: with a map, diagnostics name the
 * determining policy).
 *
 * The permit holds every condition, so it is enough on its own and an evaluation error denies. The forbids repeat the
 * conditions one by one, so that a denial names what failed.
 */
import type { Gate } from '../compiled-scope.ts';
import { validityId } from '../compiled-scope.ts';

export interface PolicyInput {
  readonly agent: string;
  readonly server: string;
  readonly tool: string;
  readonly rule: string;
  readonly from: number;
  readonly to: number;
  readonly gates: readonly Gate[];
  readonly approval: boolean;
}

/** Entity id of a tool. A server name holds no slash, so the pair is unambiguous. */
export function toolEntityId(server: string, tool: string): string {
  return `${server}/${tool}`;
}

/** Policy texts by id. */
export function cedarPolicies(input: PolicyInput): Record<string, string> {
  const head = [
    `  principal == Remit::Agent::${quote(input.agent)}`,
    '  action == Remit::Action::"call"',
    `  resource == Remit::Tool::${quote(toolEntityId(input.server, input.tool))}`,
  ].join(',\n');
  const valid = `${attribute('now')} >= ${input.from} && ${attribute('now')} <= ${input.to}`;
  const all = [
    valid,
    ...input.gates.map((gate) => attribute(gate.key)),
    ...(input.approval ? [attribute('approved')] : []),
  ];
  const policies: Record<string, string> = {
    [input.rule]: `permit (\n${head}\n) when {\n  ${all.join(' &&\n  ')}\n};`,
    [validityId(input.rule)]: forbidUnless(head, valid),
  };
  for (const gate of input.gates) policies[gate.id] = forbidUnless(head, attribute(gate.key));
  return policies;
}

function forbidUnless(head: string, condition: string): string {
  return `forbid (\n${head}\n) unless {\n  ${condition}\n};`;
}

function attribute(key: string): string {
  return `context[${quote(key)}]`;
}

/** Threat: a name that ends the string would add policy text. Everything but plain printable ASCII is escaped. */
function quote(text: string): string {
  const escaped = Array.from(text, (char) =>
    /^[\x20-\x7e]$/.test(char) && char !== '"' && char !== '\\'
      ? char
      : `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return `"${escaped.join('')}"`;
}
