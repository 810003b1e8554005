/** Step "scopes": blobs named by digest, scopes compiled again (ledger reference §2; compliance reference §11). */
import { sha256, toHex } from '@remit/core';
import { factsAt } from '../log/located.ts';
import { recordsOf, recordsWith } from '../projection/log-view.ts';
import type { Study } from '../projection/study.ts';
import type { Check } from './check.ts';
import { firstFew, notReached } from './check.ts';

interface Findings {
  readonly wrong: string[];
  readonly missing: string[];
}

/** Are the scope files and tool definitions the ones that the records name by digest, and do they compile to the same policies? */
export const scopes: Check = {
  name: 'scopes',
  doesNotProve: 'that the declared scope is right, or that the people it names declared it',
  protectsAgainst: 'a scope file or tool definition that was exchanged after the decisions',
  run: ({ study }) => {
    if (study === undefined) return notReached('the records could not be read');
    const found: Findings = { wrong: [], missing: [] };
    scopeFiles(study, found);
    bundles(study, found);
    definitions(study, found);
    if (found.wrong.length > 0) return { status: 'fail', says: firstFew([...found.wrong, ...found.missing]) };
    if (found.missing.length > 0) return { status: 'incomplete', says: firstFew(found.missing) };
    return {
      status: 'ok',
      says: [
        `${study.shelf.named.length} scope file(s) and ${study.toolDefinitions.size} tool definition(s) have the digests that the records name`,
      ],
    };
  },
};

function scopeFiles(study: Study, found: Findings): void {
  for (const sha of study.shelf.named) {
    const shelved = study.shelf.get(sha);
    if (shelved.kind === 'missing') found.missing.push(`scope file ${sha} is not in the pack`);
    if (shelved.kind !== 'unreadable') continue;
    const list = toHex(sha256(shelved.source)) === sha ? found.missing : found.wrong;
    list.push(`scope file ${sha} cannot be used: ${shelved.reason}`);
  }
}

/** The digests of compiled policies that decisions and activations name, against the scope files compiled again. */
function bundles(study: Study, found: Findings): void {
  const activations = recordsOf(study.view, 'policy.activate').map(({ index, record }) => ({
    index,
    sha: record.scope.sha,
    bundle: record.act_pol.bundle_sha,
    compiler: record.act_pol.compiler,
  }));
  const differs = (sha: string, bundle: string) => {
    const shelved = study.shelf.get(sha);
    return shelved.kind === 'ready' && shelved.compiled.bundleSha !== bundle;
  };
  // Decisions that cite the same file and policies are looked at once.
  const decisions = recordsWith(
    study.view,
    ({ type, scope, bundle }) =>
      type === 'mcp.decision' && scope !== undefined && bundle !== undefined && differs(scope, bundle),
  ).map((at) => ({ index: at.index, sha: factsAt(at).scope ?? '', bundle: factsAt(at).bundle ?? '' }));
  const compilers = new Map(activations.map(({ bundle, compiler }) => [bundle, compiler]));
  for (const { index, sha, bundle } of [...activations.filter((one) => differs(one.sha, one.bundle)), ...decisions]) {
    const shelved = study.shelf.get(sha);
    if (shelved.kind !== 'ready') continue;
    const by = compilers.get(bundle);
    if (by === undefined || by === shelved.compiled.compiler)
      found.wrong.push(`record ${index}: its scope file compiles to other policies than it names`);
    else found.missing.push(`record ${index}: compiled by ${by}, this verifier holds ${shelved.compiled.compiler}`);
  }
}

function definitions(study: Study, found: Findings): void {
  for (const { index, record } of study.toolDefinitions.values()) {
    const sha = record.act.tool_sha ?? '';
    const bytes = study.core.blobs.get(sha);
    if (bytes === undefined) found.missing.push(`record ${index}: tool definition ${sha} is not in the pack`);
    else if (toHex(sha256(bytes)) !== sha)
      found.wrong.push(`record ${index}: tool definition ${sha} has another digest`);
  }
}
