/** 02_report.json as the renderer reads it: sections in their order. It was written by this process a moment ago. */
import { fromUtf8 } from '@remit/core';

/** One section of the report. */
export interface ReadSection {
  readonly section: number;
  readonly title: string;
  readonly content: object;
}

/** The sections, and the status printed on the cover. */
export interface ReadReport {
  readonly status: string;
  readonly sections: readonly ReadSection[];
}

/** Reads the report of an assembled pack. */
export function readReport(files: ReadonlyMap<string, Uint8Array>): ReadReport {
  const text = fromUtf8(files.get('02_report.json') ?? new Uint8Array()) ?? '';
  // Written by reportOf of @remit/verify: {schema, sections: [{section, title, content}]}.
  const { sections } = JSON.parse(text) as { sections: readonly ReadSection[] };
  const cover = sections.find(({ section }) => section === 0)?.content;
  const status = cover !== undefined && 'status' in cover && typeof cover.status === 'string' ? cover.status : '';
  return { status, sections };
}
