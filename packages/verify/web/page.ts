/** The page of verify.html: takes a pack and a trust file, hands them to the worker, and shows what it found. */
import type { RecordResult, VerifyReport } from '@remit/verify/in-browser';
import type { FromWorker, ToWorker } from './messages.ts';

/** Source of the worker; put in when the page is bundled. */
declare const WORKER_SOURCE: string;

const ROWS = 100;
const MEANS = {
  PASS: 'The records are those that the trusted keys stand for, and every figure follows from them.',
  FAIL: 'Something contradicts: the pack is not what it says it is.',
  INCOMPLETE: 'Nothing contradicts, but something needed for PASS is missing.',
};
const WORDS = {
  ok: 'ok',
  fail: 'FAIL',
  incomplete: 'INCOMPLETE',
  'not-applicable': 'not applicable',
  '-': 'in the log',
};

const worker = new Worker(URL.createObjectURL(new Blob([WORKER_SOURCE], { type: 'text/javascript' })));
const given: { pack?: File; trust?: File } = {};
const send = (message: ToWorker, transfer: Transferable[] = []) => worker.postMessage(message, transfer);

function part<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`#${id} is missing`);
  return found;
}

// Threat: every text comes from a pack that may be hostile. It only ever becomes text.
function make(tag: string, text = '', attributes: Readonly<Record<string, string>> = {}): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

const says = part('says', HTMLParagraphElement);
const progress = part('progress', HTMLProgressElement);
const packInput = part('pack', HTMLInputElement);
const trustInput = part('trust', HTMLInputElement);
const run = part('run', HTMLButtonElement);
const only = part('decisions-only', HTMLInputElement);

packInput.addEventListener('change', () => take(packInput.files, 'pack'));
trustInput.addEventListener('change', () => take(trustInput.files, 'trust'));
run.addEventListener('click', () => void start());
only.addEventListener('change', () => ask(0));
part('print', HTMLButtonElement).addEventListener('click', () => print());
document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  for (const file of event.dataTransfer?.files ?? []) give(file, file.name.endsWith('.zip') ? 'pack' : 'trust');
});

function take(files: FileList | null, as: 'pack' | 'trust'): void {
  const file = files?.[0];
  if (file !== undefined) give(file, as);
}

function give(file: File, as: 'pack' | 'trust'): void {
  given[as] = file;
  part(`${as}-name`, HTMLElement).textContent = `${file.name}, ${file.size.toLocaleString('en')} bytes`;
  run.disabled = given.pack === undefined;
}

async function start(): Promise<void> {
  if (given.pack === undefined) return;
  part('result', HTMLElement).hidden = true;
  const [zip, trust] = await Promise.all([given.pack.arrayBuffer(), given.trust?.text()]);
  progress.hidden = false;
  progress.removeAttribute('value');
  run.disabled = true;
  says.textContent = 'Reading the pack.';
  send({ kind: 'verify', zip, trust, now: Date.now() }, [zip]);
}

worker.addEventListener('error', (event) => refuse(`The verification stopped: ${event.message}`));
worker.addEventListener('message', (event: MessageEvent<FromWorker>) => {
  const message = event.data;
  if (message.kind === 'step') {
    progress.max = message.of;
    progress.value = message.n;
    says.textContent = `Step ${message.n + 1} of ${message.of}: ${message.name}.`;
  } else if (message.kind === 'refused') refuse(message.says);
  else if (message.kind === 'rows') showRows(message);
  else show(message);
});

function refuse(text: string): void {
  progress.hidden = true;
  run.disabled = given.pack === undefined;
  says.textContent = text;
}

function show({ report, records, decisions, packSha256, seconds }: Extract<FromWorker, { kind: 'report' }>): void {
  refuse(`Done in ${seconds.toFixed(1)} s: ${report.result}. Nothing left this page.`);
  const word = part('word', HTMLElement);
  word.textContent = report.result;
  word.className = report.result;
  part('means', HTMLElement).textContent = `${MEANS[report.result]}${exceptionWords(report)}`;
  fill('facts', facts(report, packSha256));
  fill('steps', report.steps.map(stepItem));
  const exceptions = report.exceptions.map((e) => row(e.severity, e.kind, String(e.count), e.says));
  fill(
    'exceptions',
    exceptions.length === 0 ? [row('-', '-', '0', 'none found; what was never recorded cannot be found')] : exceptions,
  );
  part('records-count', HTMLElement).textContent =
    `${records.toLocaleString('en')} records, ${decisions.toLocaleString('en')} of them decisions of this report.`;
  only.checked = decisions > 0;
  part('result', HTMLElement).hidden = false;
  ask(0);
  part('result-heading', HTMLElement).focus();
}

function exceptionWords({ exceptions }: VerifyReport): string {
  return exceptions.length === 0 ? '' : ` There are ${exceptions.length} kinds of exceptions: read them.`;
}

function facts({ head, period, counts }: VerifyReport, packSha256: string): HTMLElement[] {
  const lines: [string, string][] = [['SHA-256 of the archive', packSha256]];
  if (head !== undefined)
    lines.push(['Log', head.origin], ['Head', `${head.size.toLocaleString('en')} records, root ${head.root}`]);
  if (period !== undefined)
    lines.push(
      ['Period', `${period.from} to ${period.to}`],
      ['System', period.system ?? 'all systems'],
      ['Calls', counts.calls.toLocaleString('en')],
    );
  return lines.flatMap(([name, value]) => [make('dt', name), make('dd', value)]);
}

function stepItem(step: VerifyReport['steps'][number]): HTMLElement {
  const item = make('li');
  const title = make('h4');
  title.append(make('span', WORDS[step.status], { class: `status ${step.status}` }), ` ${step.name}`);
  item.append(
    title,
    ...step.says.map((line) => make('p', line)),
    make('p', `Does not prove: ${step.doesNotProve}.`, { class: 'limit' }),
    make('p', `Protects against: ${step.protectsAgainst}.`, { class: 'limit' }),
  );
  return item;
}

function row(...cells: string[]): HTMLElement {
  const line = make('tr');
  line.append(...cells.map((cell) => make('td', cell)));
  return line;
}

function fill(id: string, children: readonly HTMLElement[]): void {
  part(id, HTMLElement).replaceChildren(...children);
}

function ask(from: number): void {
  send({ kind: 'rows', from, count: ROWS, decisions: only.checked });
}

function showRows({ from, of, rows }: Extract<FromWorker, { kind: 'rows' }>): void {
  fill('rows', rows.map(recordRow));
  const last = from + rows.length;
  part('range', HTMLElement).textContent = of === 0 ? 'none' : `${from + 1} to ${last} of ${of}`;
  const earlier = part('earlier', HTMLButtonElement);
  const later = part('later', HTMLButtonElement);
  earlier.disabled = from === 0;
  later.disabled = last >= of;
  earlier.onclick = () => ask(Math.max(0, from - ROWS));
  later.onclick = () => ask(from + ROWS);
}

function recordRow({ index, id, type, at, status, says: found, decision }: RecordResult): HTMLElement {
  return row(
    String(index),
    at,
    type,
    id,
    WORDS[status],
    decision === undefined ? '' : `${decision.result}: ${decision.chosen}`,
    decision?.verdict ?? '',
    [...found, ...(decision?.exceptions ?? []).map((kind) => `exception: ${kind}`)].join('; '),
  );
}
