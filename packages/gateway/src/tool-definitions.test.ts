import { errorFactory, sha256, toHex, utf8 } from '@remit/core';
import { ledgerErrors } from '@remit/ledger';
import { describe, expect, it } from 'vitest';
import { openHouse, settle } from './testkit/house.ts';

const ledgerError = errorFactory(ledgerErrors);
const FIRST = utf8('{"name":"read"}');
const SECOND = utf8('{"description":"now also deletes","name":"read"}');
const shaOf = (bytes: Uint8Array) => toHex(sha256(bytes));

describe('defining tools', () => {
  it('[gateway.tool-defined-once] stores the content and one record per server, tool and digest', async () => {
    const { gateway, ledger } = openHouse();
    const defined = gateway.defineTool('files', 'read', FIRST);
    expect(defined.sha).toBe(shaOf(FIRST));
    expect(await defined.recorded).toEqual({ ok: true, value: undefined });
    expect(ledger.blob(defined.sha)).toEqual(FIRST);
    expect(await gateway.defineTool('files', 'read', FIRST).recorded).toMatchObject({ ok: true });
    expect(ledger.one('tool.define')).toMatchObject({
      act: { srv: 'files', method: 'tools/list', tool: 'read', tool_sha: shaOf(FIRST) },
      dfn: {},
    });
    await gateway.defineTool('other', 'read', FIRST).recorded;
    expect(ledger.all('tool.define')).toHaveLength(2);
  });

  it('[gateway.tool-defined-once] a changed definition names the one it replaces', async () => {
    const { gateway, ledger } = openHouse();
    await gateway.defineTool('files', 'read', FIRST).recorded;
    await gateway.defineTool('files', 'read', SECOND).recorded;
    expect(ledger.all('tool.define')[1]?.dfn).toEqual({ supersedes: shaOf(FIRST) });
    await gateway.defineTool('files', 'read', FIRST).recorded;
    expect(ledger.all('tool.define')).toHaveLength(2);
  });

  it('[gateway.tool-defined-once] records once while the first record is on its way', async () => {
    const { gateway, ledger } = openHouse();
    const release = ledger.stall();
    const [one, two] = [gateway.defineTool('files', 'read', FIRST), gateway.defineTool('files', 'read', FIRST)];
    await settle();
    expect(ledger.handed).toBe(1);
    release();
    expect(await Promise.all([one.recorded, two.recorded])).toMatchObject([{ ok: true }, { ok: true }]);
    expect(ledger.all('tool.define')).toHaveLength(1);
  });

  it('[gateway.tool-defined-once] knows after a restart what the ledger holds', async () => {
    const first = openHouse();
    await first.gateway.defineTool('files', 'read', FIRST).recorded;
    const again = openHouse({ ledger: first.ledger, time: first.time });
    await again.gateway.defineTool('files', 'read', FIRST).recorded;
    expect(first.ledger.all('tool.define')).toHaveLength(1);
    await again.gateway.defineTool('files', 'read', SECOND).recorded;
    expect(first.ledger.all('tool.define')[1]?.dfn).toEqual({ supersedes: shaOf(FIRST) });
  });

  it('says so when it cannot be recorded, and tries again the next time', async () => {
    const { gateway, ledger } = openHouse();
    ledger.fault = () => ({ at: 'durable', error: ledgerError('ledger.overloaded') });
    expect(await gateway.defineTool('files', 'read', FIRST).recorded).toMatchObject({
      ok: false,
      error: { code: 'ledger.overloaded' },
    });
    ledger.fault = () => undefined;
    const { put } = ledger;
    ledger.put = () => Promise.reject(new Error('disk full'));
    expect(await gateway.defineTool('files', 'read', FIRST).recorded).toMatchObject({
      ok: false,
      error: { code: 'gateway.not-recorded' },
    });
    ledger.put = put;
    expect(await gateway.defineTool('files', 'read', FIRST).recorded).toMatchObject({ ok: true });
    expect(ledger.all('tool.define')).toHaveLength(1);
  });

  it('[gateway.hostile-names] records a definition under a hostile name', async () => {
    const { gateway, ledger } = openHouse();
    await gateway.defineTool('files', 'x'.repeat(10_240), FIRST).recorded;
    await gateway.defineTool('files', `${'x'.repeat(10_239)}y`, FIRST).recorded;
    expect(ledger.all('tool.define')).toHaveLength(2);
  });
});
