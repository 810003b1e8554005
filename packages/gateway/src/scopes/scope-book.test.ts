import { errorFactory, sha256, toHex, utf8 } from '@remit/core';
import { ledgerErrors } from '@remit/ledger';
import type { ScopeEngine } from '@remit/scope';
import { createScopeEngine } from '@remit/scope/engine';
import { describe, expect, it } from 'vitest';
import {
  admin,
  agent,
  approver,
  openDeclaredHouse,
  openHouse,
  request,
  SCOPE,
  settle,
  upstream,
} from '../testkit/house.ts';
import { manualTime } from '../testkit/manual-timers.ts';
import { memoryLedger } from '../testkit/memory-ledger.ts';
import { restoreScopes } from './restore-scopes.ts';

const ledgerError = errorFactory(ledgerErrors);
const SHA = toHex(sha256(utf8(SCOPE)));
const NEXT = SCOPE.replace('Pre-sort consumer', 'Sort consumer');
const NEXT_SHA = toHex(sha256(utf8(NEXT)));

describe('declaring a scope', () => {
  it('[gateway.scope-declared-first] records the file, the declaration and the activation before it takes effect', async () => {
    const { gateway, ledger } = openHouse();
    const release = ledger.stall();
    const declaring = gateway.declareScope(admin, SCOPE);
    await settle();
    expect(ledger.handed).toBe(2);
    expect(gateway.visible(agent, 'files', 'read_text_file')).toBe(false);
    release();
    expect(await declaring).toEqual({ ok: true, value: { id: 'loan-triage', sha: SHA, agent: 'loan-triage-agent' } });
    expect(gateway.visible(agent, 'files', 'read_text_file')).toBe(true);
    expect(ledger.trail).toEqual(['scope.declare', 'policy.activate']);
    expect(ledger.blob(SHA)).toEqual(utf8(SCOPE));
    const declared = ledger.one('scope.declare');
    expect(declared).toMatchObject({
      who: { sub: admin.sub },
      scope: { id: 'loan-triage', sha: SHA },
      dcl: {
        agent: 'loan-triage-agent',
        system: 'loan-triage-eu',
        from: '2026-01-01T00:00:00.000Z',
        to: '2027-12-31T23:59:59.999Z',
      },
    });
    expect(ledger.one('policy.activate')).toMatchObject({
      scope: declared.scope,
      cause: [ledger.leafOf(declared)],
      act_pol: { bundle_sha: gateway.scopesInForce()[0]?.compiled.bundleSha },
    });
  });

  it('[gateway.scope-declared-first] a newer file of the same id replaces the older one and names it', async () => {
    const { gateway, ledger } = await openDeclaredHouse();
    expect(await gateway.declareScope(admin, NEXT)).toMatchObject({
      ok: true,
      value: { sha: NEXT_SHA, supersedes: SHA },
    });
    expect(ledger.all('scope.declare')[1]?.dcl.supersedes).toBe(SHA);
    expect(gateway.scopesInForce().map(({ compiled }) => compiled.sha)).toEqual([NEXT_SHA]);
    await gateway.call(request(), upstream());
    expect(ledger.one('mcp.decision').scope?.sha).toBe(NEXT_SHA);
  });

  it('the same file again changes and records nothing', async () => {
    const { gateway, ledger } = await openDeclaredHouse();
    expect(await gateway.declareScope(admin, SCOPE)).toMatchObject({ ok: true, value: { sha: SHA } });
    expect(ledger.trail).toEqual(['scope.declare', 'policy.activate']);
  });

  it('two files declared at once come one after the other', async () => {
    const { gateway, ledger } = openHouse();
    await Promise.all([gateway.declareScope(admin, SCOPE), gateway.declareScope(admin, NEXT)]);
    expect(ledger.all('scope.declare').map(({ dcl }) => dcl.supersedes)).toEqual([undefined, SHA]);
    expect(gateway.scopesInForce().map(({ compiled }) => compiled.sha)).toEqual([NEXT_SHA]);
  });
});

describe('files that are refused leave no record', () => {
  it('[gateway.scope-one-per-agent] a second scope for an agent, with a message that says what to do', async () => {
    const { gateway, ledger } = await openDeclaredHouse();
    expect(await gateway.declareScope(admin, SCOPE.replace('id: loan-triage\n', 'id: other-scope\n'))).toEqual({
      ok: false,
      error: {
        kind: 'conflict',
        message:
          'Agent "loan-triage-agent" already has scope "loan-triage" until 2027-12-31T23:59:59.999Z, and one agent has one scope. Declare the new file under the id "loan-triage" to replace it.',
      },
    });
    expect(ledger.trail).toHaveLength(2);
  });

  it('[gateway.scope-one-per-agent] but another id may follow once the first has ended', async () => {
    const { gateway, ledger, time } = await openDeclaredHouse();
    time.advance(2 * 366 * 86_400_000);
    const later = SCOPE.replace('id: loan-triage\n', 'id: loan-triage-2\n').replace('2027-12-31', '2030-12-31');
    expect(await gateway.declareScope(admin, later)).toMatchObject({ ok: true });
    expect(gateway.scopesInForce().map(({ compiled }) => compiled.id)).toEqual(['loan-triage-2']);
    expect(gateway.visible(agent, 'files', 'read_text_file')).toBe(true);
    const again = openHouse({ ledger, time });
    expect(again.gateway.scopesInForce().map(({ compiled }) => compiled.id)).toEqual(['loan-triage-2']);
    expect(again.errors).toEqual([]);
  });

  it('a file that has ended already', async () => {
    const { gateway, ledger } = openHouse();
    const ended = SCOPE.replace('to: 2027-12-31', 'to: 2026-10-31');
    expect(await gateway.declareScope(admin, ended)).toEqual({
      ok: false,
      error: {
        kind: 'conflict',
        message: 'Scope "loan-triage" ended 2026-10-31T23:59:59.999Z, before now. Set valid.to to a later date.',
      },
    });
    expect(ledger.trail).toEqual([]);
  });

  it('a file with a mistake, with line and column', async () => {
    const { gateway, ledger } = openHouse();
    const refused = await gateway.declareScope(admin, SCOPE.replace('declared-by', 'declared-bye'));
    expect(refused).toMatchObject({
      ok: false,
      error: { kind: 'invalid', problems: [{ path: 'declared-by' }, { path: 'declared-bye', line: 5, column: 1 }] },
    });
    expect(ledger.trail).toEqual([]);
  });

  it('[gateway.scope-admin-only] a file from a key without the role admin', async () => {
    const { gateway, ledger } = openHouse();
    expect(await gateway.declareScope(approver, SCOPE)).toMatchObject({ ok: false, error: { kind: 'not-allowed' } });
    expect(ledger.trail).toEqual([]);
  });

  it.each(['record', 'durable'] as const)(
    '[gateway.scope-declared-first] takes no effect when the ledger fails at %s',
    async (at) => {
      const { gateway, ledger } = await openDeclaredHouse();
      ledger.fault = () => ({ at, error: ledgerError('ledger.overloaded') });
      expect(await gateway.declareScope(admin, NEXT)).toMatchObject({
        ok: false,
        error: { kind: 'unavailable', error: { code: 'ledger.overloaded' } },
      });
      expect(gateway.scopesInForce().map(({ compiled }) => compiled.sha)).toEqual([SHA]);
      ledger.fault = () => undefined;
      expect(await gateway.declareScope(admin, NEXT)).toMatchObject({ ok: true });
    },
  );

  it('[gateway.scope-declared-first] takes no effect when the blob cannot be stored', async () => {
    const { gateway, ledger } = openHouse();
    ledger.put = () => Promise.reject(new Error('disk full'));
    expect(await gateway.declareScope(admin, SCOPE)).toMatchObject({
      ok: false,
      error: { kind: 'unavailable', error: { code: 'gateway.not-recorded' } },
    });
    expect(ledger.trail).toEqual([]);
  });
});

describe('several gateways', () => {
  it('[gateways.scopes] what another gateway declared decides here; a file that cannot be had takes the older one out of force', async () => {
    const there = await openDeclaredHouse();
    const here = openHouse({ ledger: there.ledger, time: there.time });
    await there.gateway.declareScope(admin, NEXT);
    const { ledger } = there;
    expect(here.gateway.scopesInForce()[0]?.source).toBe(SCOPE);
    await here.gateway.followScopes(() => restoreScopes(ledger));
    expect(here.gateway.scopesInForce()[0]?.source).toBe(NEXT);
    expect(here.gateway.visible(agent, 'files', 'read_text_file')).toBe(true);
    const handed = ledger.handed;
    await here.gateway.followScopes(() => restoreScopes(ledger));
    expect(ledger.handed).toBe(handed);

    const third = NEXT.replace('Sort consumer', 'Order consumer');
    await there.gateway.declareScope(admin, third);
    const { blob } = ledger;
    ledger.blob = (digest) => (digest === toHex(sha256(utf8(third))) ? undefined : blob(digest));
    await here.gateway.followScopes(() => restoreScopes(ledger));
    expect(here.gateway.scopesInForce()).toEqual([]);
    expect(here.gateway.visible(agent, 'files', 'read_text_file')).toBe(false);
    ledger.blob = blob;
    await here.gateway.followScopes(() => restoreScopes(ledger));
    expect(here.gateway.scopesInForce()[0]?.source).toBe(third);
  });

  it('[gateways.scopes] two scopes that two gateways took for one agent at once: all keep the first of the log', async () => {
    const first = await openDeclaredHouse();
    const { ledger, time } = first;
    const other = SCOPE.replace('id: loan-triage\n', 'id: other\n');
    expect(other).not.toBe(SCOPE);
    const second = openHouse({ ledger: memoryLedger(time), time });
    expect(await second.gateway.declareScope(admin, other)).toMatchObject({ ok: true });
    await second.gateway.followScopes(() => restoreScopes(ledger));
    expect(second.gateway.scopesInForce().map(({ compiled }) => compiled.id)).toEqual(['loan-triage']);
    expect(second.gateway.visible(agent, 'files', 'read_text_file')).toBe(true);
  });
});

describe('starting again', () => {
  it('[gateway.scope-restored] puts the newest file of each scope in force, without a new record', async () => {
    const first = await openDeclaredHouse();
    await first.gateway.declareScope(admin, NEXT);
    const again = openHouse({ ledger: first.ledger, time: first.time });
    expect(again.gateway.scopesInForce()).toEqual(first.gateway.scopesInForce());
    expect(again.gateway.scopesInForce()[0]?.source).toBe(NEXT);
    expect(again.gateway.visible(agent, 'files', 'read_text_file')).toBe(true);
    expect(first.ledger.handed).toBe(4);
  });

  it('[gateway.scope-restored] a declaration without an activation never was in force', async () => {
    const time = manualTime(Date.parse('2026-11-22T09:00:00.000Z'));
    const ledger = memoryLedger(time);
    const first = openHouse({ ledger, time });
    ledger.fault = (draft) =>
      draft.t === 'policy.activate' ? { at: 'durable', error: ledgerError('ledger.overloaded') } : undefined;
    expect(await first.gateway.declareScope(admin, SCOPE)).toMatchObject({ ok: false });
    expect(ledger.trail).toEqual(['scope.declare']);
    expect(restoreScopes(ledger)).toEqual({ scopes: [], problems: [], missing: [] });
  });

  it('[gateway.scope-restored] a missing file is reported and not replaced by an older one', async () => {
    const first = await openDeclaredHouse();
    await first.gateway.declareScope(admin, NEXT);
    const { blob } = first.ledger;
    first.ledger.blob = (digest) => (digest === NEXT_SHA ? undefined : blob(digest));
    const again = openHouse({ ledger: first.ledger, time: first.time });
    expect(again.gateway.scopesInForce()).toEqual([]);
    expect(again.errors).toEqual([
      `Scope loan-triage is not in force: its file ${NEXT_SHA} is missing among the blobs. Declare the scope again.`,
    ]);
  });

  it('[gateway.scope-restored] a file that was altered, or that this version cannot read, is reported', async () => {
    const first = await openDeclaredHouse();
    first.ledger.blob = () => utf8(NEXT);
    expect(restoreScopes(first.ledger).problems[0]).toContain('missing among the blobs');
    const unreadable = memoryLedger(first.time);
    const digest = await unreadable.put(utf8('remit-scope: 9'));
    const declared = unreadable.record({
      t: 'scope.declare',
      who: { sub: admin.sub },
      scope: { id: 'x', sha: digest },
      dcl: { agent: 'a', system: 's', from: '2026-01-01T00:00:00.000Z', to: '2026-01-01T00:00:00.000Z' },
    });
    await unreadable.record({
      t: 'policy.activate',
      cause: [declared.leaf],
      scope: { id: 'x', sha: digest },
      act_pol: { bundle_sha: digest, compiler: 'c' },
    }).durable;
    expect(restoreScopes(unreadable).problems[0]).toContain('this version cannot read its file');
  });

  it('[gateway.scope-restored] policies of another compiler are recorded before they decide', async () => {
    const first = await openDeclaredHouse();
    const restored = restoreScopes(first.ledger);
    const { ledger, time } = first;
    const older = memoryLedger(time);
    await older.put(utf8(SCOPE));
    const { compiled } = restored.scopes[0] ?? {};
    const declared = older.record({ ...draftOf(ledger.one('scope.declare')) });
    await older.record({
      t: 'policy.activate',
      cause: [declared.leaf],
      scope: { id: 'loan-triage', sha: SHA },
      act_pol: { bundle_sha: 'e'.repeat(64), compiler: 'older compiler' },
    }).durable;
    const again = openHouse({ ledger: older, time });
    expect(again.gateway.visible(agent, 'files', 'read_text_file')).toBe(false);
    await settle();
    expect(again.gateway.visible(agent, 'files', 'read_text_file')).toBe(true);
    expect(older.all('policy.activate')[1]).toMatchObject({
      cause: [declared.leaf],
      act_pol: { bundle_sha: compiled?.bundleSha, compiler: compiled?.compiler },
    });
    older.fault = () => ({ at: 'durable', error: ledgerError('ledger.not-durable') });
    const denied = openHouse({ ledger: memoryCopyWithoutNewest(older), time });
    await settle();
    expect(denied.gateway.scopesInForce()).toEqual([]);
    expect(denied.errors[0]).toContain('its new policies could not be recorded');
  });

  it('[gateway.scope-restored] a scope that the engine does not take is reported, and its agent has none', async () => {
    const first = await openDeclaredHouse();
    const engine: ScopeEngine = {
      ...createScopeEngine(),
      activate: () => ({ ok: false, error: 'no room' }),
    };
    const again = openHouse({ ledger: first.ledger, time: first.time, engine });
    expect(again.gateway.scopesInForce()).toEqual([]);
    expect(again.errors).toEqual(['a recorded scope could not be put in force: no room']);
  });

  it('refuses to rebuild from an entry that it cannot read', async () => {
    const first = await openDeclaredHouse();
    const broken = { ...first.ledger, byType: () => [{ index: 7, entry: utf8('{"v":2}') }] };
    expect(() => restoreScopes(broken)).toThrow('record 7 of the ledger is not a record that this version can read');
  });
});

/** The same history, seen by a ledger that takes nothing and does not hold the newest record. */
function memoryCopyWithoutNewest(ledger: ReturnType<typeof memoryLedger>): ReturnType<typeof memoryLedger> {
  return { ...ledger, byType: (types) => [...ledger.byType(types)].slice(0, -1) };
}

function draftOf(record: ReturnType<ReturnType<typeof memoryLedger>['one']> & { t: 'scope.declare' }) {
  const { who, scope, dcl } = record;
  return { t: 'scope.declare', who, scope, dcl } as const;
}
