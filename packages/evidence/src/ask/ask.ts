/** `remit ask`: questions that people ask, as filters over the log and the ingested logs (issue 4, point 8). No model takes part. */
import { rfc3339 } from '@remit/core';
import type { ForeignSource } from '../foreign/foreign-traces.ts';
import { studyNow } from '../gather.ts';
import { allowedRows } from './allowed.ts';
import type { Answer } from './answer.ts';
import { countsOf, inTimeOrder } from './answer.ts';
import type { Found } from './found.ts';
import { personRows } from './person.ts';
import { personalDataRows } from './personal-data.ts';
import { requirementRows } from './requirement.ts';

/** A question. Times in milliseconds since the epoch; `to` is exclusive. */
export type Question =
  | { readonly ask: 'personal-data'; readonly from: number; readonly to: number }
  | { readonly ask: 'requirement'; readonly requirement: string; readonly from: number; readonly to: number }
  | { readonly ask: 'allowed'; readonly agent: string; readonly at: number }
  | { readonly ask: 'person'; readonly person: string };

/** Answers a question over the log as it is now. Throws `evidence.unknown-requirement`. */
export function answerQuestion(source: ForeignSource, question: Question): Answer {
  const found = findFor(source, question);
  const rows = inTimeOrder(found.rows);
  return {
    schema: 'remit.answer/1',
    question: found.question,
    query: {
      text: found.text,
      parameters: found.parameters,
      runAt: rfc3339(source.now),
      logSize: source.reader.size(),
    },
    counts: countsOf(rows),
    rows,
    limits: found.limits,
  };
}

function findFor(source: ForeignSource, question: Question): Found {
  switch (question.ask) {
    case 'personal-data':
      return personalDataRows(source, question);
    case 'requirement':
      return requirementRows(source, question);
    case 'allowed':
      return allowedRows(studyNow(source.reader, source.now, source.software), question);
    case 'person':
      return personRows(source, question.person);
  }
}
