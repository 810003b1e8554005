import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csv, csvCell } from './csv.ts';

describe('CSV', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@sum', "'@sum"],
    ['\tx', "'\tx"],
    ['\r=x', `"'\r=x"`],
    ['＝1', "'＝1"],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['=a,"b"', `"'=a,""b"""`],
    ['plain', 'plain'],
    ['', ''],
  ])('[verify.csv-injection] %j becomes %j', (text, cell) => {
    expect(csvCell(text)).toBe(cell);
  });

  it('[verify.csv-injection] no cell begins like a formula, and every cell can be read back', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 2 }), { minLength: 1 }), (rows) => {
        const read = readCsv(csv(['a', 'b'], rows));
        expect(read.length).toBe(rows.length + 1);
        for (const [i, row] of rows.entries())
          for (const [j, cell] of row.entries()) {
            const back = read[i + 1]?.[j] ?? '';
            expect(back).not.toMatch(/^[=+\-@\t\r]/);
            expect([cell, `'${cell}`]).toContain(back);
          }
      }),
      { numRuns: 300 },
    );
  });
});

/** RFC 4180, as a spreadsheet reads it. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text.charAt(i + 1) === '"') cell += text.charAt(++i);
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ',') {
      rows.at(-1)?.push(cell);
      cell = '';
    } else if (c === '\r' && text.charAt(i + 1) === '\n') {
      rows.at(-1)?.push(cell);
      cell = '';
      rows.push([]);
      i++;
    } else cell += c;
  }
  return rows.slice(0, -1);
}
