/** The file name of a pack that was made on a schedule. */
import type { Span } from './schedule.ts';
import { wallAt } from './zone-time.ts';

const DAY = 86_400_000;

/** Spans of whole days on the clocks of the zone show as days, the last one included; others with hour and minute, the end excluded. */
export function packName(system: string | undefined, { from, to }: Span, zone = 'UTC'): string {
  const [start, end] = [wallAt(from, zone), wallAt(to, zone)];
  const days = start % DAY === 0 && end % DAY === 0;
  const name = (system ?? 'all-systems').replace(/[^A-Za-z0-9-]+/g, '-');
  const stamp = (wall: number) => {
    const text = new Date(wall).toISOString();
    return days ? text.slice(0, 10) : text.slice(0, 16).replace(':', '');
  };
  return `article12-pack_${name}_${stamp(start)}_${stamp(days ? end - 1 : end)}.zip`;
}
