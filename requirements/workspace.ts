/** What the workspace itself promises: two commands, walls that hold, a manifest that is checked. */
import { type Requirements, tested } from './requirement.ts';

const acceptance = 'Acceptance list of the thread';
const architecture = 'ARCHITECTURE.md';

export const workspaceRequirements: Requirements = {
  'workspace.demo': {
    source: `${acceptance}, fresh clone`,
    statement: 'On a fresh clone `npm run demo` does the whole job and ends with a line PASS and the path of the pack.',
    by: { kind: 'command', run: 'npm run demo' },
  },
  'workspace.test-command': {
    source: `${acceptance}, fresh clone`,
    statement: '`npm test` on a fresh clone exits 0 in at most ten minutes on two cores.',
    by: { kind: 'command', run: 'npm test' },
  },
  'workspace.ci': {
    source: `${acceptance}, fresh clone`,
    statement: '`bash .ci/run` exits 0 only when set-up, lock file, lint, types, tests and demo all pass.',
    by: { kind: 'command', run: 'bash .ci/run' },
  },
  'workspace.verifier-anywhere': {
    source: `${acceptance}, verifier`,
    statement: 'From an empty folder with plain Node verify.mjs says PASS with the trust file and INCOMPLETE without.',
    by: { kind: 'command', run: 'bash .ci/run' },
  },
  'workspace.setup': tested(
    'Build list of the thread, two commands',
    'Set-up installs and builds what is missing, does nothing when nothing changed, and explains what stops it.',
  ),
  'workspace.two-commands': tested(
    'Build list of the thread, two commands',
    'README names just the two commands to begin with.',
  ),
  'workspace.import-table': tested(
    `${acceptance}, import table`,
    'Packages import only what the import table allows, in package files, compiler references and sources.',
  ),
  'workspace.architecture-page': tested(
    'ARCHITECTURE.md, Packages',
    'The table and the graph of the page are what the package files say.',
  ),
  'workspace.pure-core': tested(
    `${architecture}, Packages`,
    'The packages that the table calls free of I/O import no module that opens files, sockets or processes.',
  ),
  'workspace.exports': tested(
    'CONTRIBUTING.md, House style',
    'Every package names its exports one by one, and a test pins the names.',
  ),
  'workspace.no-cycles': tested(
    `${acceptance}, no cycles`,
    'No cycle exists between packages or between files of a package.',
  ),
  'workspace.file-size': tested(`${acceptance}, file size`, 'No hand-written non-test file has more than 400 lines.'),
  'workspace.requirements-gate': tested(
    'Build list of the thread, requirements manifest with its gate',
    'A row that nothing checks, a citation without a row and a silent skip each turn the tests red.',
  ),
  'workspace.pins': tested(
    'Build list of the thread, exact pins and engine-strict',
    'Every dependency is pinned to one exact version across the workspace, and npm enforces the engines.',
  ),
  'workspace.dependency-policy': tested(
    'DEPENDENCY_POLICY.md',
    'The policy page lists every direct dependency with its pin, and the product depends on permissive licences only.',
  ),
  'workspace.licence': tested(
    'Build list of the thread, LICENSE',
    'Every package states Apache-2.0 and LICENSE holds its full text.',
  ),
};
