/** What `npm run bench` measures and holds against a limit. Figures and what limits them: docs/speed.md. */
import { type Requirement, type Requirements, tested } from './requirement.ts';

const ISSUE = 'issue 3, acceptance: bench';

function measured(statement: string): Requirement {
  return { source: ISSUE, statement, by: { kind: 'bench', run: 'npm run bench' } };
}

/** One of the limits of the gateway of language models. All of them come from one run. */
function measuredForModels(statement: string): Requirement {
  return {
    source: 'issue 6, acceptance: bench',
    statement,
    by: { kind: 'bench', run: 'npm run bench -- --only k --full' },
  };
}

export const bench: Requirements = {
  'bench.llm.peer': measuredForModels(
    'With key, four budgets, scope, two durable records and usage, a request to a model gets at least 6 times as many calls out of a CPU second as @portkey-ai/gateway (goal 10 times), all processes counted.',
  ),
  'bench.llm.raw-proxy': measuredForModels(
    'A request to a model costs at most 4 times the CPU of a raw proxy (goal 2.5 times).',
  ),
  'bench.llm.latency': measuredForModels(
    'At concurrency 1 the median request to a model takes at most 1 ms plus one fdatasync longer than directly.',
  ),
  'bench.llm.first-byte': measuredForModels(
    'The first byte of a stream comes at most 2 ms later than directly, with 32 streams at the pace of a model.',
  ),
  'bench.llm.memory': measuredForModels('Resident memory does not grow over a minute of load.'),
  'bench.raw-proxy': measured(
    'With everything on, a call at concurrency 32 costs at most 4 times the CPU of a raw proxy (goal 2.5 times).',
  ),
  'bench.latency': measured(
    'At concurrency 1 the median call takes at most 1 ms plus one fdatasync longer than through a raw proxy.',
  ),
  'bench.mcp-proxy': measured(
    'On the same stdio upstream, without its own process, a call at concurrency 32 costs at most a third of the CPU of mcp-proxy.',
  ),
  'bench.appends': measured(
    'The ledger takes at least 0.4 times as many records a second as bare inserts at the same batch and durability.',
  ),
  'bench.verification': measured(
    'Verification time grows linearly with the log, and the size of a proof with its logarithm.',
  ),
  'bench.postgres': {
    source: 'issue 5, acceptance: bench',
    statement:
      'At batch 256 appends on PostgreSQL reach at least half of a bare multi-row insert in the same run, and a gateway on PostgreSQL keeps the CPU bound of the raw proxy.',
    by: { kind: 'bench', run: 'npm run bench' },
  },
  'bench.verifier': {
    source: 'issue 5, acceptance: bench',
    statement:
      'Integrity of 1,000,000 records takes at most 30 s and 1 GB with two threads, decisions timed apart; verify.html takes 100,000 records within 20 s and never freezes its page.',
    by: { kind: 'bench', run: 'npm run bench' },
  },
  'bench.children': tested(
    'issue 6, acceptance: bench',
    'When a peer does not start, the programs that were started before it are ended.',
  ),
  'bench.options': tested(
    ISSUE,
    'bench and profile say their options with --help, and refuse anything else in exact words and with exit code 2.',
  ),
  'bench.profile-areas': tested(
    'issue 3, build 4',
    'A profile is also added up by package, part of Node and native work.',
  ),
  'bench.profile': {
    source: 'issue 3, build 4',
    statement: 'A command says where the time of gateway, sequencer and signer goes under load.',
    by: { kind: 'command', run: 'npm run profile' },
  },
};
