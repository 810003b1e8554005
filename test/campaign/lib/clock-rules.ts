/** What must follow the clock that the gateway is given, and what must not: validity, approvals, revocations, pauses. */
import type { FakeClock } from './fake-clock.ts';
import type { Installation } from './installation.ts';
import { approver, caller } from './persons.ts';
import { pause, until } from './programs.ts';
import type { Relay } from './relay.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Longest pause of the gateway between two attempts to reach a server, doubled. */
const UPSTREAM_BACK_MS = 60_000;

/** One rule: what it is called, and everything that was not as it says. */
export interface Rule {
  readonly name: string;
  readonly problems: readonly string[];
}

/** What the rules need. `relay` is the way to the server `frail`. */
export interface RuleDeps {
  readonly made: Installation;
  readonly clock: FakeClock;
  readonly relay: Relay;
}

/** Runs each rule with the house's clock put back to where it was. */
export async function tryClockRules(deps: RuleDeps): Promise<Rule[]> {
  const rules: Rule[] = [];
  for (const [name, rule] of Object.entries(RULES)) {
    const before = deps.clock.off;
    const problems: string[] = [];
    const expect = (what: string, text: string, pattern: RegExp) => {
      if (!pattern.test(text)) problems.push(`${what}: ${text.slice(0, 300)}`);
    };
    await rule(deps, expect).catch((error: unknown) => problems.push(String(error)));
    await deps.clock.set(before);
    rules.push({ name, problems });
  }
  return rules;
}

type Expect = (what: string, text: string, pattern: RegExp) => void;

const ANSWERED = /^200 .*the fixed answer/s;

const RULES: Readonly<Record<string, (deps: RuleDeps, expect: Expect) => Promise<void>>> = {
  async 'a scope ends when the clock says so, and holds again when the clock is put back'({ made, clock }, expect) {
    const today = new Date(clock.now()).toISOString().slice(0, 10);
    const call = await caller(made, 'ending', { to: today });
    expect('before its end', await call('call ending 1'), ANSWERED);
    await clock.set(clock.off + 2 * DAY);
    expect('two days later', await call('call ending 2'), /"code":-32602|remit\/denial/);
    await made.stopGateway();
    await made.startGateway();
    expect('two days later, after a restart', await call('call ending 3'), /"code":-32602|remit\/denial/);
    await clock.set(clock.off - 2 * DAY);
    expect('with the clock put back', await call('call ending 4'), ANSWERED);
  },

  async 'an approval that comes after its time by the clock is refused, and the call is denied'(
    { made, clock },
    expect,
  ) {
    const call = await caller(made, 'asking-late', { approval: true });
    const desk = await approver(made);
    const waiting = call('call asking late');
    const open = await desk.pending('asking-late');
    await clock.set(clock.off + HOUR);
    expect('the approval an hour later', await desk.approve(open), /^409 .*time for an answer is over/);
    expect('the call', await waiting, /nobody approved the call in time/);
  },

  async 'an approval is good while the clock runs behind the request'({ made, clock }, expect) {
    const call = await caller(made, 'asking-early', { approval: true });
    const desk = await approver(made);
    const waiting = call('call asking early');
    const open = await desk.pending('asking-early');
    await clock.set(clock.off - HOUR);
    expect('the approval with the clock an hour back', await desk.approve(open), /^200 /);
    expect('the call', await waiting, ANSWERED);
  },

  async 'a revoked key stays revoked, also before the time of its revocation'({ made, clock }, expect) {
    const call = await caller(made, 'revoked', {});
    expect('before', await call('call revoked 1'), ANSWERED);
    // The command prints a list of keys.
    const keys = Object.values(await made.json('key', 'list')) as { id: string; agent?: string }[];
    const id = keys.find(({ agent }) => agent === 'revoked')?.id ?? 'no such key';
    await made.json('key', 'revoke', id);
    expect('after', await call('call revoked 2'), /^401 /);
    await clock.set(clock.off - 30 * DAY);
    expect('30 days before', await call('call revoked 3'), /^401 /);
    await made.stopGateway();
    await made.startGateway();
    expect('30 days before, after a restart', await call('call revoked 4'), /^401 /);
  },

  async 'a server that was away when the clock was put back answers at the latest after a restart'(
    { made, clock, relay },
    expect,
  ) {
    const call = await caller(made, 'patient', { server: 'frail' });
    expect('before', await call('call patient 1'), ANSWERED);
    await relay.cut();
    expect('while it is away', await call('call patient 2'), /"error"/);
    expect('while it is away, again', await call('call patient 3'), /"error"/);
    await clock.set(clock.off - 30 * DAY);
    await relay.restore();
    await made.stopGateway();
    await made.startGateway();
    let said = '';
    await until(
      'an answer of the server',
      async () => {
        await pause(500);
        said = await call('call patient 4');
        return ANSWERED.test(said);
      },
      UPSTREAM_BACK_MS,
    ).catch((error: unknown) => expect(String(error), said, ANSWERED));
  },
};
