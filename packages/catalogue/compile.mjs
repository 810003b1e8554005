/**
 * Compiles data/*.yaml into src/data.gen.ts, so that a bundle of one file holds the requirements. `npm run gen` writes it,
 * a test compares it with what is committed. Needs no build. One line a row, so that a change of law reads as a change.
 *
 * @typedef {object} Query
 * @property {string[]} [needs]
 * @property {string[]} [shows]
 * @property {string[]} [exceptions]
 *
 * @typedef {object} Row
 * @property {string} id
 * @property {string[]} cites
 * @property {string[]} binds
 * @property {string} class
 * @property {string} ceiling
 * @property {string} text
 * @property {Query} query
 * @property {object} [attest]
 * @property {string[]} [versions]
 * @property {string} [applies]
 * @property {string} [source_status]
 *
 * @typedef {object} RowsFile
 * @property {string} applies
 * @property {string} source_status
 * @property {Row[]} rows
 *
 * @typedef {Record<string, Record<string, string>>} Index article or annex, then paragraph, then points
 *
 * @typedef {object} Citations
 * @property {Index} articles
 * @property {Index} annexes
 * @property {Record<string, string>} subpoints
 * @property {Record<string, string[]>} added
 *
 * @typedef {object} Law
 * @property {string} act
 * @property {string} current
 * @property {Record<string, object>} versions
 * @property {Record<string, object>} regimes
 * @property {object[]} amendments
 */
import { parse } from 'yaml';

const ROWS = ['section-2', 'section-3', 'registration', 'transparency-and-after'];
const ROW_KEYS = [
  'id',
  'cites',
  'binds',
  'class',
  'ceiling',
  'text',
  'query',
  'attest',
  'versions',
  'applies',
  'source_status',
];
const QUERY_KEYS = ['needs', 'shows', 'exceptions'];
const ROMAN = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x'];

/**
 * Reads one file of data/ by its name. The files are ours; the compiler checks the shapes of what is made from them.
 * @typedef {(name: string) => unknown} Read
 */

/**
 * @param {object} value
 * @param {readonly string[]} keys
 * @param {string} where
 */
function refuseOthers(value, keys, where) {
  for (const key of Object.keys(value)) if (!keys.includes(key)) throw new Error(`${where}: unknown key ${key}`);
}

/**
 * `a-d` to its letters, `4-8` to its numbers, `i-vii` to its numerals.
 * @param {string} range
 * @returns {string[]}
 */
function expand(range) {
  const [from = '', to = ''] = range.split('-');
  if (from === '' || to === '') return [range];
  if (/^\d+$/.test(from))
    return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => String(Number(from) + i));
  if (to.length > 1) return ROMAN.slice(ROMAN.indexOf(from), ROMAN.indexOf(to) + 1);
  const first = from.charCodeAt(0);
  return Array.from({ length: to.charCodeAt(0) - first + 1 }, (_, i) => String.fromCharCode(first + i));
}

/**
 * @param {Index} index
 * @param {(unit: string, paragraph: string) => string} form
 * @returns {string[]}
 */
function citationsOf(index, form) {
  return Object.entries(index).flatMap(([unit, paragraphs]) =>
    Object.entries(paragraphs).flatMap(([range, points]) =>
      expand(range).flatMap((paragraph) => {
        const cite = form(unit, paragraph);
        return points === '' ? [cite] : [cite, ...expand(points).map((point) => `${cite}(${point})`)];
      }),
    ),
  );
}

/** @param {Read} read */
function citations(read) {
  const { articles, annexes, subpoints, added } = /** @type {Citations} */ (read('citations'));
  const under = Object.entries(subpoints).flatMap(([point, range]) => expand(range).map((sub) => `${point}(${sub})`));
  const published = [
    ...citationsOf(articles, (unit, paragraph) => (paragraph === '-' ? unit : `${unit}(${paragraph})`)),
    ...under,
    ...citationsOf(annexes, (unit, paragraph) => `Annex ${unit} ${paragraph}`),
  ];
  return { published, added };
}

/**
 * @param {Read} read
 * @returns {object[]}
 */
function rows(read) {
  const { versions, regimes } = /** @type {Law} */ (read('law'));
  return ROWS.flatMap((name) => {
    const file = /** @type {RowsFile} */ (read(name));
    refuseOthers(file, ['applies', 'source_status', 'rows'], name);
    return file.rows.map(({ query, applies, attest, ...row }) => {
      refuseOthers(row, ROW_KEYS, `${name} ${row.id}`);
      refuseOthers(query, QUERY_KEYS, `${name} ${row.id} query`);
      const regime = applies ?? file.applies;
      if (regimes[regime] === undefined) throw new Error(`${name} ${row.id}: no regime ${regime} in law.yaml`);
      const { needs = [], shows = [], exceptions = [] } = query;
      return {
        id: row.id,
        cites: row.cites,
        binds: row.binds,
        class: row.class,
        text: row.text,
        ceiling: row.ceiling,
        query: { needs, shows, exceptions },
        ...(attest === undefined ? {} : { attest }),
        regime,
        versions: row.versions ?? Object.keys(versions),
        sourceStatus: row.source_status ?? file.source_status,
      };
    });
  });
}

/**
 * @param {Read} read
 * @param {string} name
 * @returns {object[]}
 */
function blocks(read, name) {
  return /** @type {{ blocks: object[] }} */ (read(name)).blocks;
}

/**
 * @param {string} name
 * @param {string} type
 * @param {readonly object[]} values
 */
function list(name, type, values) {
  return `export const ${name}: readonly ${type}[] = [\n${values.map((value) => `  ${JSON.stringify(value)},`).join('\n')}\n];\n`;
}

/**
 * The text of src/data.gen.ts.
 * @param {(name: string) => string} readText gives the text of data/NAME.yaml
 * @returns {string}
 */
export function catalogueModule(readText) {
  /** @type {Read} */
  const read = (name) => parse(readText(name), { version: '1.2', strict: true, uniqueKeys: true, merge: false });
  const { act, current, versions, regimes, amendments } = /** @type {Law} */ (read('law'));
  const law = { act, current, versions, regimes, amendments };
  return [
    '/* Made from packages/catalogue/data/*.yaml by `npm run gen`. Change the data, not this file. */',
    "import type { AnnexBlockRow, CatalogueDataRow, CitationIndex, LawData, RegistrationRow } from './data-types.ts';\n",
    `export const law: LawData = ${JSON.stringify(law, null, 1)};\n`,
    list('rows', 'CatalogueDataRow', rows(read)),
    list('annexIv', 'AnnexBlockRow', blocks(read, 'annex-iv')),
    list('annexViii', 'RegistrationRow', blocks(read, 'annex-viii')),
    `export const citations: CitationIndex = ${JSON.stringify(citations(read))};\n`,
  ].join('\n');
}
