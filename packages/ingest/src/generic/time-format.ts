/** Times of logs that have no format of their own: patterns of numbers, in a zone that the operator names. */

const TOKENS: Readonly<Record<string, number>> = { yyyy: 4, MM: 2, dd: 2, HH: 2, mm: 2, ss: 2, SSS: 3 };
const TOKEN = /yyyy|SSS|MM|dd|HH|mm|ss/g;

/** What is wrong with a format; undefined for `rfc3339`, `unix` and whole patterns. */
export function timeFormatProblem(format: string): string | undefined {
  if (format === 'rfc3339' || format === 'unix') return undefined;
  const used = format.match(TOKEN) ?? [];
  for (const token of ['yyyy', 'MM', 'dd', 'HH', 'mm', 'ss'])
    if (used.filter((one) => one === token).length !== 1) return `${token} must stand in it once`;
  return /[A-Za-z]/.test(format.replace(TOKEN, '').replace(/T/g, '')) ? 'letters that stand for nothing' : undefined;
}

/** Reads text of a pattern as milliseconds since the epoch; undefined for any other text, and for days that do not exist. */
export function timeReader(format: string, zone: string): (value: unknown) => number | undefined {
  const names: string[] = [];
  const source = format
    .replace(/[^A-Za-z0-9]/g, (mark) => `\\${mark}`)
    .replace(TOKEN, (token) => {
      names.push(token);
      return `(\\d{${TOKENS[token] ?? 0}})`;
    });
  const pattern = new RegExp(`^${source}$`);
  const [, sign = '+', hours = '00', minutes = '00'] = /^([+-])(\d{2}):(\d{2})$/.exec(zone) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  return (value) => {
    const match = typeof value === 'string' ? pattern.exec(value) : null;
    if (match === null) return undefined;
    const at = (name: string) => Number(match[names.indexOf(name) + 1] ?? 0);
    const part = (name: string) => (names.includes(name) ? at(name) : 0);
    const ms = Date.UTC(at('yyyy'), at('MM') - 1, at('dd'), at('HH'), at('mm'), at('ss'), part('SSS'));
    const date = new Date(ms);
    // Date.UTC makes the 2nd of March of the 30th of February, and the next hour of the 61st minute.
    const same = date.getUTCMonth() === at('MM') - 1 && date.getUTCDate() === at('dd');
    const exact =
      date.getUTCHours() === at('HH') && date.getUTCMinutes() === at('mm') && date.getUTCSeconds() === at('ss');
    return same && exact ? ms - offset : undefined;
  };
}
