import { describe, expect, it } from 'vitest';
import { Stopper } from './stop-signal.ts';

describe('a stopper', () => {
  it('tells its listeners once, in order, with the first reason; nobody who comes later or has left', () => {
    const stopper = new Stopper();
    const told: string[] = [];
    const left = () => void told.push('left');
    stopper.addEventListener('abort', () => void told.push(`first ${String(stopper.reason)}`));
    stopper.addEventListener('abort', left);
    stopper.addEventListener('abort', () => void told.push('second'));
    stopper.removeEventListener('abort', left);
    expect([stopper.aborted, stopper.reason]).toEqual([false, undefined]);
    stopper.abort('why');
    stopper.abort('again');
    stopper.addEventListener('abort', () => void told.push('late'));
    expect(told).toEqual(['first why', 'second']);
    expect([stopper.aborted, stopper.reason]).toEqual([true, 'why']);
  });

  it('may be left by a listener while it tells', () => {
    const stopper = new Stopper();
    const told: string[] = [];
    const first = (): void => {
      told.push('first');
      stopper.removeEventListener('abort', first);
    };
    stopper.addEventListener('abort', first);
    stopper.addEventListener('abort', () => void told.push('second'));
    stopper.abort('why');
    expect(told).toEqual(['first', 'second']);
  });
});
