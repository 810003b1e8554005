/** OTLP records made from the semantic conventions and from what four public repositories say of AgentCore's spans. */

/** `{key, value}` as OTLP JSON writes it: integers as digits. */
export function attribute(key: string, value: unknown): { key: string; value: object } {
  return { key, value: anyValueOf(value) };
}

function anyValueOf(value: unknown): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return { intValue: String(value) };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValueOf) } };
  const entries = Object.entries(Object(value) as Record<string, unknown>);
  return { kvlistValue: { values: entries.map(([key, member]) => attribute(key, member)) } };
}

/** Attributes of an object. */
export function attributeList(values: Readonly<Record<string, unknown>>): object[] {
  return Object.entries(values).map(([key, value]) => attribute(key, value));
}

/** A span with the given attributes. 2026-11-02T08:15:30.123Z, 55 ms. */
export function span(
  name: string,
  values: Readonly<Record<string, unknown>>,
  more: object = {},
): Record<string, unknown> {
  return {
    traceId: '0AF7651916CD43DD8448EB211C80319C',
    spanId: 'b7ad6b7169203331',
    parentSpanId: '',
    name,
    kind: 3,
    startTimeUnixNano: '1793607330123456789',
    endTimeUnixNano: '1793607330178456789',
    attributes: attributeList(values),
    ...more,
  };
}

/** A log record with the given attributes. */
export function logRecord(values: Readonly<Record<string, unknown>>, more: object = {}): Record<string, unknown> {
  return {
    timeUnixNano: '0',
    observedTimeUnixNano: '1793607331000000000',
    body: { stringValue: 'text for people' },
    attributes: attributeList(values),
    ...more,
  };
}

/** What stands around: the resource and the scope. */
export const around = {
  resource: { attributes: attributeList({ 'service.name': 'screening-agent', 'user.id': 'of-the-resource' }) },
  scope: { name: 'made' },
};
