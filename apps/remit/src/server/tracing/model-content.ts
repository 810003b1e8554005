/** What was said to a model and by it, in the form of the conventions: role and parts. Only where the configuration asks. */

interface Message {
  readonly role: string;
  readonly parts: readonly { readonly type: string; readonly content: string }[];
}

/** Longest text of one attribute; the rest is cut off. */
export const MAX_CONTENT = 16_384;

/** Messages of a request, of any of the APIs. */
export function inputMessages(body: Readonly<Record<string, unknown>>): string | undefined {
  const { messages, input, contents } = body;
  if (typeof input === 'string') return written([{ role: 'user', parts: [{ type: 'text', content: input }] }]);
  const list = [messages, input, contents].find((one): one is readonly unknown[] => Array.isArray(one));
  return list === undefined ? undefined : written(list.map(messageOf));
}

/** The text before the conversation. */
export function systemText(system: unknown): string | undefined {
  const parts = partsOf(system);
  return parts.length === 0 ? undefined : JSON.stringify(parts).slice(0, MAX_CONTENT);
}

/** What was answered, whole or as server-sent events: text of all choices, one after the other. */
export function outputMessages(content: Uint8Array): string | undefined {
  const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('utf8');
  const events = /^(?:data|event):/.test(text)
    ? [...text.matchAll(/^data: ?(\{.*\})\r?$/gm)].map(([, data]) => parsed(data ?? ''))
    : [parsed(text)];
  const said = events.map(saidIn).join('');
  return said === '' ? undefined : written([{ role: 'assistant', parts: [{ type: 'text', content: said }] }]);
}

function written(messages: readonly Message[]): string {
  return JSON.stringify(messages).slice(0, MAX_CONTENT);
}

function messageOf(message: unknown): Message {
  const role = at(message, 'role');
  const content = at(message, 'content') ?? at(message, 'parts') ?? at(message, 'output');
  return { role: typeof role === 'string' ? role : 'user', parts: partsOf(content) };
}

function partsOf(content: unknown): Message['parts'] {
  if (typeof content === 'string') return [{ type: 'text', content }];
  if (!Array.isArray(content))
    return content === undefined || content === null ? [] : partsOf(at(content, 'parts') ?? [content]);
  return content.flatMap((part: unknown) => {
    const text = at(part, 'text') ?? at(part, 'content');
    if (typeof text === 'string') return [{ type: 'text', content: text }];
    const type = at(part, 'type');
    return [{ type: typeof type === 'string' ? type : 'other', content: JSON.stringify(part) }];
  });
}

/** The text in one answer, or in one event of a stream. */
function saidIn(value: unknown): string {
  const delta = at(value, 'delta');
  // Responses: the whole text comes again in later events.
  if (typeof delta === 'string') return at(value, 'type') === 'response.output_text.delta' ? delta : '';
  const [text] = [at(delta, 'text')];
  if (typeof text === 'string') return text;
  const lists = [at(value, 'choices'), at(value, 'candidates'), at(value, 'content')];
  const output = at(value, 'object') === 'response' ? at(value, 'output') : undefined;
  return [...lists, output].flatMap((list) => (Array.isArray(list) ? list.map(saidBy) : [])).join('');
}

function saidBy(part: unknown): string {
  const held = at(part, 'delta') ?? at(part, 'message') ?? part;
  const content = at(held, 'content') ?? at(held, 'text');
  if (typeof content === 'string') return content;
  return partsOf(content)
    .filter(({ type }) => type === 'text')
    .map((one) => one.content)
    .join('');
}

function at(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key]; // an object that is no list
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
