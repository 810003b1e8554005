/** Levels and bases of joins, event by event. */
import { describe, expect, it } from 'vitest';
import type { JoinOptions } from './join-events.ts';
import { joinEvents } from './join-events.ts';
import type { Joinable } from './joinable.ts';
import { foldTool, hostOf } from './joinable.ts';

const OPTIONS: JoinOptions = { windowMs: 5_000, offsetMs: 0 };

function event(ref: string, over: Partial<Joinable> = {}): Joinable {
  return {
    ref,
    source: 'made.left',
    vendor: 'Maker',
    dataset: 'made',
    kind: 'tool-call',
    at: 1_000_000,
    actors: ['agent:a'],
    host: 'files.example',
    method: 'tools/call',
    tool: 'read',
    ids: {},
    clientIds: false,
    ...over,
  };
}

const levels = (left: Joinable[], right: Joinable[], options = OPTIONS) =>
  joinEvents(left, right, options).map(({ left: l, right: r, level }) => `${l} ${r ?? '-'} ${level}`);

describe('joins', () => {
  it('[imported.joins] rank ids of a vendor first, then equal arguments, then actor and server', () => {
    expect(levels([event('l', { ids: { request: 'r-1' } })], [event('r', { ids: { request: 'r-1' }, at: 9 })])).toEqual(
      ['l r exact'],
    );
    expect(levels([event('l', { args: 'd' })], [event('r', { args: 'd', at: 1_004_000 })])).toEqual(['l r strong']);
    expect(levels([event('l', { args: 'd' })], [event('r')])).toEqual(['l r probable']);
    expect(levels([event('l', { args: 'd' })], [event('r', { args: 'e' })])).toEqual([]);
    expect(levels([event('l')], [event('r', { tool: 'write' })])).toEqual([]);
    expect(levels([event('l')], [event('r', { at: 1_005_001 })])).toEqual([]);
    expect(levels([event('l')], [event('r', { at: 1_064_000 })], { windowMs: 5_000, offsetMs: 60_000 })).toEqual([
      'l r probable',
    ]);
  });

  it('[imported.joins] keep ambiguous ones apart, with every candidate', () => {
    const joins = joinEvents([event('l')], [event('r1'), event('r2', { at: 1_001_000 })], OPTIONS);
    expect(joins).toMatchObject([{ left: 'l', level: 'ambiguous', candidates: ['r1', 'r2'] }]);
    expect(joins[0]?.right).toBeUndefined();
    expect(levels([event('l1'), event('l2')], [event('r')])).toEqual(['l1 - ambiguous', 'l2 - ambiguous']);
    const shared = { ids: { request: 'same' } };
    expect(levels([event('l', shared)], [event('r1', shared), event('r2', shared)])).toEqual(['l - ambiguous']);
  });

  it('[imported.joins] never join by an id of JSON-RPC, an address, a tool alone, or the id of another vendor', () => {
    const nobody = { actors: [] };
    expect(levels([event('l', nobody)], [event('r', nobody)])).toEqual([]);
    const rpc = { ids: { rpc: '1', jsonrpc: '1', ip: '192.0.2.1' }, ...nobody };
    expect(levels([event('l', rpc)], [event('r', rpc)])).toEqual([]);
    const request = { ids: { request: '1' }, ...nobody };
    expect(levels([event('l', request)], [event('r', { ...request, vendor: 'Other' })])).toEqual([]);
  });

  it('[imported.joins] believe an id of the client only when the provider was seen to mint it', () => {
    const use = { ids: { toolUse: 'toolu_1' }, host: 'x' };
    const right = event('r', { ...use, host: 'y', vendor: 'Other' });
    expect(levels([event('l', use)], [right])).toEqual(['l r probable']);
    expect(levels([event('l', use)], [right], { ...OPTIONS, minted: new Set(['toolu_1']) })).toEqual(['l r asserted']);
  });

  it('[imported.joins] compare tools without the prefixes of hosts, and servers by host', () => {
    expect(['aws___get-env', 'Target___get_env', 'mcp__S__get-env'].map(foldTool)).toEqual(Array(3).fill('get_env'));
    expect(hostOf('https://Files.example:8443/mcp?x=1')).toBe('files.example');
  });
});
