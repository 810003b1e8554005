/**
 * Proposes a scope file from calls that were let through (`remit scope draft`). The same calls in the same order give the
 * same bytes. What an agent did is not what it should be allowed to do: the draft cannot be parsed, and so not declared, before
 * a person has filled in who declares it, who approves it and for how long.
 */
import type { DeclaredScope, DeclaredTool } from '../declared-scope.ts';
import { defaultRule } from '../parse/check-file.ts';
import { keyRules } from '../parse/scope-file.ts';
import { RULE } from '../parse/text.ts';
import { conditionText, keyText } from './condition-text.ts';
import type { ArgumentCounts } from './observe-values.ts';
import { addArgument, noArgument } from './observe-values.ts';
import { isPlainName } from './plain-value.ts';
import { plural, proposeCondition } from './propose-condition.ts';

/** One call that was let through. */
export interface ObservedCall {
  readonly server: string;
  readonly tool: string;
  /** Parsed arguments; undefined when the call carried none. */
  readonly args: unknown;
  /** What is known to name a person here: the caller and the persons concerned. Never written into the draft. */
  readonly references: readonly string[];
}

export interface DraftInput {
  readonly agent: string;
  /** The scope that the newest of the calls was decided under: its id, system, `about` and approvals carry over. */
  readonly current?: DeclaredScope;
  /** Servers whose file system the gateway can look at. */
  readonly local: readonly string[];
}

/** What was read and not used, for the head of the draft. */
export interface LeftOut {
  readonly denied: number;
  readonly unreadable: number;
}

export interface ScopeDraft {
  observe(call: ObservedCall): void;
  /** Number of calls observed. */
  readonly calls: number;
  /** The file, ending with a line feed. */
  text(leftOut: LeftOut): string;
}

interface ToolCounts {
  calls: number;
  /** Calls whose arguments are not an object: nothing can be proposed for them. */
  notObjects: number;
  /** Calls with an argument whose name cannot be written, or beyond the most that a tool may have. */
  unnamed: number;
  readonly arguments: Map<string, ArgumentCounts>;
}

const MAX_ARGUMENTS = 40;
const MAX_TOOLS = 500;

/** An empty draft. */
export function createScopeDraft(input: DraftInput): ScopeDraft {
  const servers = new Map<string, Map<string, ToolCounts>>();
  const references = new Set<string>();
  let calls = 0;
  let tools = 0;
  let nameless = 0;

  const countsOf = (server: string, tool: string): ToolCounts | undefined => {
    const ofServer = servers.get(server);
    const known = ofServer?.get(tool);
    if (known !== undefined) return known;
    if (!keyRules.server.pattern.test(server) || !keyRules.tool.pattern.test(tool) || tools >= MAX_TOOLS)
      return undefined;
    tools += 1;
    const counts: ToolCounts = { calls: 0, notObjects: 0, unnamed: 0, arguments: new Map() };
    servers.set(server, (ofServer ?? new Map<string, ToolCounts>()).set(tool, counts));
    return counts;
  };

  return {
    observe(call) {
      calls += 1;
      for (const reference of call.references) references.add(reference);
      const counts = countsOf(call.server, call.tool);
      if (counts === undefined) nameless += 1;
      else addCall(counts, call.args);
    },
    get calls() {
      return calls;
    },
    text(leftOut) {
      const body = [...servers]
        .sort(byName)
        .flatMap(([server, ofServer]) => [
          `  ${keyText(server)}:`,
          '    tools:',
          ...[...ofServer].sort(byName).flatMap(([tool, counts]) => toolLines(input, references, server, tool, counts)),
        ]);
      const head = headLines(input, calls, nameless, leftOut);
      return `${[...head, ...(body.length === 0 ? ['servers: {}'] : ['servers:', ...body])].join('\n')}\n`;
    },
  };
}

function addCall(counts: ToolCounts, args: unknown): void {
  counts.calls += 1;
  if (args === undefined) return;
  if (typeof args !== 'object' || args === null || Array.isArray(args)) {
    counts.notObjects += 1;
    return;
  }
  let unnamed = false;
  for (const [name, value] of Object.entries(args)) {
    const known = counts.arguments.get(name);
    const room = counts.arguments.size < MAX_ARGUMENTS && isPlainName(name);
    if (known === undefined && !room) unnamed = true;
    else {
      const argument = known ?? noArgument();
      counts.arguments.set(name, argument);
      addArgument(argument, value);
    }
  }
  if (unnamed) counts.unnamed += 1;
}

function headLines({ agent, current }: DraftInput, calls: number, nameless: number, leftOut: LeftOut): string[] {
  const left = [
    [leftOut.denied, 'denied or refused and not forwarded'],
    [leftOut.unreadable, 'whose arguments were erased or cannot be read'],
    [nameless, 'of a server or tool whose name cannot stand in a scope file, or beyond 500 tools'],
  ] as const;
  return [
    '# A draft by `remit scope draft`, made from records. It cannot be declared as it is: fill in each <FILL IN ...>.',
    '# What an agent did is not what it should be allowed to do. Read each line, and narrow or remove it.',
    `# It rests on ${plural(calls, 'call')} that went through. Numbers behind # say how many calls a line rests on.`,
    ...left.filter(([n]) => n > 0).map(([n, what]) => `# Not used: ${plural(n, 'call')} ${what}.`),
    'remit-scope: 1',
    `id: ${current === undefined ? blank('an id, such as loan-triage') : JSON.stringify(current.id)}`,
    'system:',
    `  id: ${current === undefined ? blank('an id, such as loan-triage-eu') : JSON.stringify(current.system.id)}`,
    `  name: ${current === undefined ? blank("the system's name") : JSON.stringify(current.system.name)}`,
    `  purpose: ${current === undefined ? blank('the intended purpose') : JSON.stringify(current.system.purpose)}`,
    `agent: ${JSON.stringify(agent)}`,
    `declared-by: ${blank('a function, such as Head of Lending Operations')}`,
    `approved-by: ${blank('a function, such as Compliance Office')}`,
    `valid: { from: ${blank('a date')}, to: ${blank('a date')} }`,
  ];
}

/** A value that the scope file reader refuses by name. */
function blank(what: string): string {
  return JSON.stringify(`<FILL IN: ${what}>`);
}

function toolLines(
  input: DraftInput,
  references: ReadonlySet<string>,
  server: string,
  tool: string,
  counts: ToolCounts,
): string[] {
  const declared = toolOf(input.current, server, tool);
  const names = [...counts.arguments.keys()].sort();
  const open = counts.unnamed > 0;
  const comments = [plural(counts.calls, 'call')];
  if (counts.notObjects > 0)
    comments.push(`${counts.notObjects} with arguments that are not an object, which no scope allows`);
  const lines = [`      ${keyText(tool)}: # ${comments.join('; ')}`];
  if (!RULE.test(defaultRule(server, tool))) lines.push(`        rule: ${blank('a name for the rule')}`);
  if (names.length === 0) lines.push('        when: {}');
  else lines.push('        when:');
  for (const name of names) {
    const argument = counts.arguments.get(name) ?? noArgument();
    const about = declared?.about?.argument === name ? { about: declared.about } : {};
    const rules = { references, local: input.local.includes(server), ...about };
    const { condition, comments: said } = proposeCondition(argument, counts.calls, rules);
    lines.push(`          ${keyText(name)}: ${conditionText(condition)} # ${said.join('; ')}`);
  }
  if (open)
    lines.push(`        other-arguments: allow # ${plural(counts.unnamed, 'call')} with arguments not named here`);
  return [...lines, ...carriedLines(declared, names, open)];
}

function toolOf(scope: DeclaredScope | undefined, server: string, tool: string): DeclaredTool | undefined {
  return scope?.servers.find((one) => one.name === server)?.tools.find((one) => one.name === tool);
}

/** What the scope in force says of the tool and no call can show. */
function carriedLines(declared: DeclaredTool | undefined, names: readonly string[], open: boolean): string[] {
  const lines: string[] = [];
  if (declared?.approval !== undefined) {
    const { role, reason } = declared.approval;
    lines.push(
      `        needs-approval: { role: ${role}, reason: ${JSON.stringify(reason)} } # from the scope in force`,
    );
  }
  if (declared?.about !== undefined && (open || names.includes(declared.about.argument))) {
    const { argument, segmentAfter } = declared.about;
    const after = segmentAfter === undefined ? '' : `, segment-after: ${JSON.stringify(segmentAfter)}`;
    lines.push(`        about: { argument: ${JSON.stringify(argument)}${after} } # from the scope in force`);
  }
  return lines;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
