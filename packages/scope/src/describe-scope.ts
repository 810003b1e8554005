/** The scope in plain English, for `remit scope show` and for the person who signs it off. */
import { rfc3339 } from '@remit/core';
import { isModelServer } from './declared-model.ts';
import type { Condition, DeclaredBudget, DeclaredScope, DeclaredTool, LeafCondition } from './declared-scope.ts';

/** One line each: who, until when, and for every tool what is allowed under which conditions. */
export function describeScope(scope: DeclaredScope): string[] {
  return [
    `Agent ${scope.agent} acts for ${scope.system.name} (${scope.system.id}): ${scope.system.purpose}`,
    `Declared by ${scope.declaredBy}, approved by ${scope.approvedBy}.`,
    `Valid from ${rfc3339(scope.valid.from)} to ${rfc3339(scope.valid.to)}, both included.`,
    scope.mode === 'observe'
      ? 'OBSERVE ONLY: every call of every tool is forwarded. Decisions are recorded and NOT enforced. An enforced scope would deny what is not listed here.'
      : 'Everything that is not listed here is denied.',
    ...scope.servers.flatMap((server) => server.tools.flatMap((tool) => describeTool(server.name, tool))),
    ...scope.budgets.map(describeBudget),
  ];
}

function describeBudget({ name, perPerson, unit, amount, per, zone, mode }: DeclaredBudget): string {
  const what = unit === 'nanousd' ? `${usdText(amount)} USD` : `${amount} ${unit}`;
  const when = per === 'lifetime' ? 'in all' : `a ${per} (${zone})`;
  const whose = perPerson ? 'for each person' : 'for the agent';
  const then = { hard: 'then refused', soft: 'then recorded as passed', warn: 'then a warning' }[mode];
  return `budget ${name}: ${what} ${when} ${whose}, ${then}`;
}

function usdText(nano: number): string {
  const fraction = String(nano % 1e9)
    .padStart(9, '0')
    .replace(/0+$/, '');
  const whole = String(Math.floor(nano / 1e9));
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

function describeTool(server: string, tool: DeclaredTool): string[] {
  const rule = tool.rule === `${server}/${tool.name}` ? '' : ` (rule ${tool.rule})`;
  return [
    `${server}: ${tool.name}${rule}`,
    ...tool.when.map(({ name, condition }) => `  - ${name} ${inWords(condition)}`),
    ...(tool.otherArguments === 'allow' && !isModelServer(server)
      ? ['  - every other argument may have any value']
      : []),
    ...(tool.otherArguments === 'deny' && tool.when.length === 0 ? ['  - without arguments'] : []),
    ...(tool.approval === undefined
      ? []
      : [`  - each call waits for a person with the role ${tool.approval.role}: ${tool.approval.reason}`]),
    ...(tool.about === undefined ? [] : [`  - the person concerned is read from ${aboutInWords(tool.about)}`]),
  ];
}

function aboutInWords(about: NonNullable<DeclaredTool['about']>): string {
  const after = about.segmentAfter === undefined ? '' : `, the segment after ${about.segmentAfter}`;
  return `${about.argument}${after}`;
}

function inWords(condition: Condition): string {
  switch (condition.kind) {
    case 'absent-or':
      return `may be missing; otherwise it ${inWords(condition.of)}`;
    case 'each': {
      const empty = condition.allowEmpty ? 'may be an empty list' : 'must not be an empty list';
      return `is a list, ${empty}; each item ${leafInWords(condition.of)}`;
    }
    default:
      return leafInWords(condition);
  }
}

function leafInWords(condition: LeafCondition): string {
  switch (condition.kind) {
    case 'path-within': {
      const links =
        condition.links === 'resolve' ? 'symbolic links are followed first' : 'symbolic links are NOT checked';
      const base = condition.base === undefined ? '' : `, relative paths start at ${condition.base}`;
      return `must be a path within ${condition.roots.join(' or ')} (${links}${base})`;
    }
    case 'one-of':
      if (condition.values.length === 0) return 'must not be there';
      return `must be one of ${condition.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'prefix':
      return `must be a text that starts with ${JSON.stringify(condition.prefix)}`;
    case 'range':
      return `must be an integer ${rangeInWords(condition.min, condition.max)}`;
    case 'any':
      return 'may have any value or be missing';
  }
}

function rangeInWords(min: number | undefined, max: number | undefined): string {
  if (min === undefined) return `of at most ${max}`;
  return max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
}
