/** Declared scopes: the file, the compiler, the derivations, the decision and the second decision. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

const T7 = 'reference/stack.md §5, T7 Cedar';
const DIMENSIONS = 'reference/compliance.md §11, declared-scope dimensions';
const STYLE8 = 'design/style.md, rule 8';
const F5 = 'reference/mcp.md §7, F5';

export const requirements = {
  'scope.file': tested(
    STYLE8,
    'A scope file is read with every refusal at its line and column: duplicate and unknown keys, anchors, aliases, merge keys, tags, directives, hidden characters, deep nesting, size; it never makes the parser throw.',
  ),
  'scope.problems': tested(STYLE8, 'Each problem names line, column, path, what is wrong and what was expected.'),
  'scope.unknown-dimension': tested(
    DIMENSIONS,
    'A dimension that this version cannot enforce (models, budgets, data-classes, regions, any other key) refuses the file by name.',
  ),
  'scope.validity': tested(
    DIMENSIONS,
    'Validity bounds are inclusive, dates are whole days in UTC, and outside them every call is denied.',
  ),
  'scope.path': tested(
    DIMENSIONS,
    'A path argument has one reading, and no accepted path normalises outside the declared roots.',
  ),
  'scope.links': tested(
    DIMENSIONS,
    'Symbolic links are followed before a path is compared with the roots; what cannot be followed with certainty is denied.',
  ),
  'scope.derivation': tested(
    T7,
    'Each condition is a typed derivation; a value that is missing, wrongly typed or unreadable denies and is recorded as rule:argument:reason.',
  ),
  'scope.context': tested(T7, 'Cedar sees a flat context of booleans, integers and names, never an argument value.'),
  'scope.injection': tested(
    T7,
    'Keys such as __entity and __extn and hostile names never reach Cedar as anything but data.',
  ),
  'scope.other-arguments': tested(
    DIMENSIONS,
    'An argument that the scope does not name is denied unless the scope says other-arguments: allow; which it was stands in the context.',
  ),
  'scope.about': tested(
    'reference/ledger.md §3',
    'The persons that a call concerns are read where the scope says, or their absence is given a reason.',
  ),
  'scope.compile': tested(
    T7,
    'Compilation is deterministic; policies have stable ids; the bundle digest changes with every condition.',
  ),
  'scope.validate': tested(T7, 'Policies are put in force only after strict validation against a generated schema.'),
  'scope.activate': tested(T7, 'A scope is put in force as a whole or not at all; one agent has one scope.'),
  'scope.bounded': tested(T7, 'The number of parsed policy sets is bounded, and their ids are used again.'),
  'scope.fail-closed': tested(
    T7,
    'A failure or any evaluation error of Cedar denies and is recorded as not evaluated.',
  ),
  'scope.decide': tested(
    DIMENSIONS,
    'A decision names its determining rules; its message names rule and condition, never a value.',
  ),
  'scope.default-deny': tested(DIMENSIONS, 'What no rule of the scope permits is denied.'),
  'scope.no-scope': tested(
    'reference/compliance.md §11, verdict algebra',
    'An agent without a declared scope is denied, not evaluated, and sees no tool.',
  ),
  'scope.approval': tested(
    DIMENSIONS,
    'A call that needs an approval escalates when only the approval is missing, and is permitted with conditions once approved.',
  ),
  'scope.visible': tested(
    F5,
    'The list and the call are decided by one rule, so a hidden tool is denied like one that does not exist.',
  ),
  'scope.remembered': tested(T7, 'An answer that is remembered is the one that Cedar gives.'),
  'scope.redecide': tested(
    'design/architecture.md, packages (verify)',
    'A recorded context decides the same again without Cedar, on random scopes and contexts.',
  ),
  'scope.bundle': tested(
    'design/architecture.md, packages (verify)',
    'Parser, compiler and second decision load neither Cedar nor the file system.',
  ),
  'scope.describe': tested(
    STYLE8,
    'A scope is rendered in plain English: who, what, under which conditions, with whose approval.',
  ),
  'scope.warnings': tested(STYLE8, 'What a valid scope leaves open is listed.'),
  'scope.models': tested(
    'reference/llm-gateway.md, Decided 3',
    'Models, regions, output caps and offered tools are decided by the declared scope, and again from the recorded context.',
  ),
  'scope.models-provider-tools': tested(
    'reference/llm-gateway.md §1, Deny by default',
    'Tools that a provider runs itself are denied unless the scope speaks of them.',
  ),
  'scope.budgets': tested(
    'reference/llm-gateway.md §4.1',
    'A scope declares budgets, each of one unit over one period in a time zone.',
  ),
} as const satisfies Requirements;
