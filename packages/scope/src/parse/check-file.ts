/** What the schema cannot say about a scope file: names that are keys, and values that must agree with each other. */
import { isTimeZone } from '@remit/core';
import { MODEL_FACTS, modelRule } from '../declared-model.ts';
import { parseBound } from './dates.ts';
import type { ScopeProblem } from './problem.ts';
import type { ArgumentFile, ScopeFile, ToolFile } from './scope-file.ts';
import { keyRules } from './scope-file.ts';
import { RULE } from './text.ts';
import type { YamlSource } from './yaml-source.ts';

/** Policies of one slice stay under fifty: the permit, three forbids and one for each argument (stack reference §5). */
const MAX_ARGUMENTS = 40;
/** Tools of one scope. Each is a policy set of its own in the engine. */
const MAX_TOOLS = 500;

type Path = readonly PropertyKey[];
type Note = (path: Path, message: string, more?: { expected?: string; atKey?: boolean }) => void;

/** Every disagreement, at its place. */
export function checkFile(source: YamlSource, file: ScopeFile): ScopeProblem[] {
  const problems: ScopeProblem[] = [];
  const note: Note = (path, message, more = {}) => problems.push(source.problemAt(path, { message, ...more }));
  if ((parseBound(file.valid.from, 'from') ?? 0) > (parseBound(file.valid.to, 'to') ?? 0))
    note(['valid', 'to'], 'The validity ends before it begins.', { expected: 'a time at or after valid.from' });
  const rules = new Map<string, string>();
  let tools = 0;
  for (const [server, { tools: declared }] of Object.entries(file.servers)) {
    checkKey(note, ['servers', server], server, keyRules.server);
    for (const [name, tool] of Object.entries(declared)) {
      tools += 1;
      const path = ['servers', server, 'tools', name];
      checkKey(note, path, name, keyRules.tool);
      checkRule(note, path, tool.rule ?? defaultRule(server, name), tool.rule === undefined, rules);
      checkTool(note, path, tool);
    }
  }
  for (const [provider, declared] of Object.entries(file.models)) {
    checkKey(note, ['models', provider], provider, keyRules.provider);
    for (const [name, model] of Object.entries(declared)) {
      tools += 1;
      const path = ['models', provider, name];
      checkKey(note, path, name, keyRules.model);
      const rule = model.rule ?? modelRule(provider, name);
      checkRule(note, path, rule, model.rule === undefined, rules);
      checkWhen(note, path, model.when);
      for (const fact of Object.keys(model.when)) checkFact(note, [...path, 'when', fact], fact);
    }
  }
  for (const [name, budget] of Object.entries(file.budgets)) checkBudget(note, name, budget);
  // A scope that only observes may begin with nothing: what the agent does is what it is there to find out.
  if (tools === 0 && file.mode === 'enforce')
    note(['servers'], 'The scope allows no tool and no model.', {
      expected: 'at least one tool below servers, or one model below models',
    });
  if (tools > MAX_TOOLS)
    note(['servers'], `The scope names ${tools} tools and models.`, { expected: `at most ${MAX_TOOLS}` });
  return problems;
}

/** Rule name of a tool that gives none. */
export function defaultRule(server: string, tool: string): string {
  return `${server}/${tool}`;
}

function checkKey(note: Note, path: Path, key: string, rule: { pattern: RegExp; expected: string }): void {
  if (!rule.pattern.test(key)) note(path, 'This name cannot be used.', { expected: rule.expected, atKey: true });
}

function checkRule(note: Note, path: Path, rule: string, isDefault: boolean, seen: Map<string, string>): void {
  const place = isDefault ? path : [...path, 'rule'];
  if (isDefault && !RULE.test(rule))
    note(path, "The tool's name does not fit a rule name. Add a key rule below it.", {
      expected: 'rule: NAME',
      atKey: true,
    });
  // Records name the gateway's own limits so (`rate-limit/person`): a rule must not pass for one.
  if (rule.startsWith('rate-limit/'))
    note(
      place,
      'Rule names that start with rate-limit/ stand for the limits of the gateway. Give the rule another name.',
      {
        expected: 'rule: NAME',
        atKey: isDefault,
      },
    );
  const other = seen.get(rule);
  if (other !== undefined)
    note(place, `The rule ${JSON.stringify(rule)} already stands for ${other}. One rule stands for one tool.`, {
      atKey: isDefault,
    });
  seen.set(rule, `${String(path[1])}/${String(path.at(-1))}`);
}

function checkTool(note: Note, path: Path, tool: ToolFile): void {
  const names = Object.keys(tool.when);
  checkWhen(note, path, tool.when);
  const argument = tool.about?.argument;
  if (argument !== undefined && !names.includes(argument) && tool['other-arguments'] === 'deny')
    note(
      [...path, 'about', 'argument'],
      `The argument ${JSON.stringify(argument)} is not declared, so no call can carry it.`,
      {
        expected: 'an argument that stands below when',
      },
    );
}

function checkWhen(note: Note, path: Path, when: ToolFile['when']): void {
  const names = Object.keys(when);
  if (names.length > MAX_ARGUMENTS)
    note([...path, 'when'], `The tool names ${names.length} arguments.`, { expected: `at most ${MAX_ARGUMENTS}` });
  for (const [name, condition] of Object.entries(when)) {
    checkKey(note, [...path, 'when', name], name, keyRules.argument);
    checkCondition(note, [...path, 'when', name], condition);
  }
}

function checkFact(note: Note, path: Path, fact: string): void {
  if (MODEL_FACTS.some((known) => known === fact)) return;
  note(path, 'A request to a model has no such fact.', {
    expected: `one of ${MODEL_FACTS.join(', ')}`,
    atKey: true,
  });
}

function checkBudget(note: Note, name: string, budget: ScopeFile['budgets'][string]): void {
  const path = ['budgets', name];
  checkKey(note, path, name, keyRules.budget);
  const units = [budget.usd, budget.tokens, budget.requests].filter((unit) => unit !== undefined);
  if (units.length !== 1)
    note(path, `The budget counts ${units.length === 0 ? 'nothing' : 'more than one unit'}.`, {
      expected: 'one of usd, tokens and requests',
    });
  if (!isTimeZone(budget.zone))
    note([...path, 'zone'], 'This time zone is not known.', { expected: 'an IANA time zone, such as Europe/Berlin' });
}

function checkCondition(note: Note, path: Path, condition: ArgumentFile): void {
  const { 'allow-empty': allowEmpty, min, max, each, 'absent-or': optional, ...rest } = condition;
  const bounds = min !== undefined || max !== undefined ? ['min/max'] : [];
  const kinds = [...Object.keys(rest), ...bounds, ...(each ? ['each'] : []), ...(optional ? ['absent-or'] : [])];
  if (kinds.length === 0)
    note(path, 'The argument has no condition. To allow any value, write { any: true }.', {
      expected: 'one condition',
    });
  if (kinds.length > 1)
    note(path, `The argument has more than one condition: ${kinds.join(', ')}.`, { expected: 'one condition' });
  if (allowEmpty !== undefined && each === undefined)
    note([...path, 'allow-empty'], 'allow-empty belongs beside each.', {
      expected: '{ each: CONDITION, allow-empty: true }',
      atKey: true,
    });
  if (min !== undefined && max !== undefined && min > max)
    note([...path, 'max'], 'The maximum is below the minimum.', { expected: `at least ${min}` });
  if (each !== undefined) checkCondition(note, [...path, 'each'], each);
  if (optional !== undefined) checkCondition(note, [...path, 'absent-or'], optional);
}
