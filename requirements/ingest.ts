/** Ingestion of foreign logs: reading, custody, idempotency, archive. What each log means has files of its own. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

const traps = 'reference/log-schemas.md §1.3';
const custody = 'reference/ledger.md §2';

export const requirements = {
  'ingest.forms': tested(
    traps,
    'Records are found in {"Records":[]}, lists, documents and lines, packed or not, and keep their exact bytes.',
  ),
  'ingest.record-limit': tested(
    'issue 4, 1: bounded memory',
    'A record of more than 64 MiB is refused exactly, listed once by its first bytes and counted, whatever the chunks are in which it arrives; the next ones are read.',
  ),
  'ingest.spool': tested(
    'issue 4, 1: repeatable',
    'What a follower that was killed left in its folder is removed at the next start; the folder of one that runs stays.',
  ),
  'ingest.traps': tested(traps, 'Byte order mark, CRLF and blank lines change no record and its digest.'),
  'ingest.bad-line': tested(traps, 'A bad line never stops an object and spoils no other line.'),
  'ingest.cut-off': tested(traps, 'What an object that ends too early holds last is listed as cut off.'),
  'ingest.big-record': tested(traps, 'Records of more than a megabyte are read.'),
  'ingest.nothing-lost': tested('reference/log-schemas.md, Decided 2', 'No byte of an object is passed over silently.'),
  'ingest.big-integers': tested('reference/log-schemas.md §1.1', 'Integers beyond 2^53 are read as their digits.'),
  'ingest.syslog-prefix': tested(traps, 'A syslog prefix before JSON is passed over and stays in the hashed bytes.'),
  'ingest.invalid-utf8': tested(traps, 'Invalid UTF-8 is listed, not replaced.'),
  'ingest.gzip': tested(traps, 'gzip of one or several members is unpacked as node:zlib does.'),
  'ingest.gzip-cut': tested(
    traps,
    'Of a cut or damaged gzip the events before the cut are kept, and the object says that it is not whole.',
  ),
  'ingest.leaf-text': tested(
    custody,
    'A leaf is the RFC 8785 text of an event that its schema accepts; a field that cannot stand in one is named.',
  ),
  'ingest.inner-tree': tested('RFC 6962 §2.1', 'The inner tree has the root of the standard at every size.'),
  'ingest.salts': tested(
    custody,
    'Salts follow from the key of the batch and the place of the raw record; batches of version 1 open by the number of the event.',
  ),
  'ingest.threads': tested(
    'issue 4, Acceptance',
    'An object that is read with the help of threads leaves the same bytes as one that is read without.',
  ),
  'ingest.batch-record': tested(
    custody,
    'One ingest.batch record for an object, with its digests, counts, time range and the RFC 6962 root of its events.',
  ),
  'ingest.archive': tested(
    custody,
    'Raw record, mapping and disclosure of each event can be had again and fit the digests in its leaf.',
  ),
  'ingest.persons': tested(
    'reference/ledger.md §3',
    'Persons of foreign logs become random handles; nothing names them in clear.',
  ),
  'ingest.idempotent-object': tested('issue 4, Build 1', 'The same object twice adds nothing and says so.'),
  'ingest.whole-object': tested('issue 4, Build 1', 'An object that changes while it is read is refused.'),
  'ingest.idempotent-event': tested(
    traps,
    'A redelivered event is counted and left out; its id with other bytes is listed, not dropped.',
  ),
  'ingest.unparsed': tested(
    'issue 4, Build 1',
    'What cannot be read is counted and listed with its digest and reason.',
  ),
  'ingest.nothing-known': tested(
    'issue 4, Build 1',
    'An object without records, or that no source knows, is told and leaves no record.',
  ),
  'ingest.crash': tested(
    'issue 4, Build 1',
    'After a crash an object is either a whole batch or not there at all, and can be ingested again.',
  ),
  'ingest.trap-marks': tested(traps, 'Marks and line ends change no raw digest, from the file to the leaf.'),
  'ingest.trap-utf8': tested(traps, 'A line of invalid UTF-8 is listed with its digest, the others are read.'),
  'ingest.trap-gzip': tested(
    traps,
    'A cut gzip keeps the events before the cut and says so; the whole object later adds exactly the rest.',
  ),
  'ingest.trap-big': tested(traps, 'Records beyond a megabyte are found again in any order.'),
  'ingest.trap-order': tested(
    traps,
    'Late and out-of-order records keep their order; the time range is that of the events.',
  ),
  'ingest.trap-syslog': tested(traps, 'A record behind a syslog prefix can be mapped again from its raw bytes.'),
  'ingest.trap-around': tested(
    traps,
    'Records inside documents are mapped with what stands around them, then and again.',
  ),
  'ingest.shred': tested(
    'reference/ledger.md §3',
    'Without the key of a batch its raw records and disclosures are gone and its leaves stay.',
  ),
  'ingest.backup': tested('issue 4, Build 2', 'A backup holds the ingested objects and what is restored knows them.'),
  'ingest.exports': tested('design/style.md, rule 1', 'The package offers a pinned list of values.'),
  'ingest.late-record': tested(
    'reference/ledger.md §5',
    'A record of a batch that becomes durable after its deadline leads to one batch, never to two leaves for an event.',
  ),
  'ingest.command': tested(
    'issue 4, Build 1',
    'remit ingest reads files and folders with and without a running server, reports each object, and adds nothing twice.',
  ),
  'ingest.generic-csv': tested(
    'reference/log-schemas.md §1.3; Decided 4',
    'Any CSV is read by a mapping file: quoted newlines, other column counts and headers that grow, bad rows listed.',
  ),
  'ingest.generic-json': tested('reference/log-schemas.md, Decided 4', 'Any JSON is read by a mapping file.'),
  'ingest.generic-errors': tested(
    'issue 4, Build 1',
    'A wrong mapping file is refused with line, place and what was expected.',
  ),
  'ingest.generic-time': tested(
    'issue 4, Build 1',
    'Times are read by a pattern in a zone that the operator names, never guessed.',
  ),
  'ingest.follow-folder': tested('issue 4, Build 1', 'A followed folder gives each file once it stopped changing.'),
  'ingest.follow-bucket': tested(
    'issue 4, Build 1',
    'A followed S3-compatible bucket is listed and read through the guarded client; objects are told apart by their tags.',
  ),
  'ingest.follow-logpush': tested(
    'issue 4, Build 1',
    'The Logpush endpoint has its own secret, bounds bodies, answers 200 only once events are durable, and passes the ownership test.',
  ),
  'ingest.follow-command': tested(
    'issue 4, Build 1',
    'remit ingest --follow ingests what is new at a place, once, and ends cleanly when it is stopped.',
  ),
} as const satisfies Requirements;
