/**
 * The list of persons with several names (`registry.change`, `people.alias`). Sources name one person by mail address, ARN or
 * subject of a token; nothing says that these are one, and nothing is guessed: the operator declares it. The operator's file
 * holds the names; what is recorded holds their handles only, so that no personal data stands in a blob that cannot be erased.
 */
import type { Result } from '@remit/core';
import { canonicalize, err, fromUtf8, isRefusal, ok, parseStrictJson } from '@remit/core';
import type { ScopeProblem } from '@remit/scope';
import { readYaml } from '@remit/scope';
import { z } from 'zod';

const HANDLE = /^p_[A-Za-z0-9_-]{22}$/;
const reference = z
  .string({ error: 'a name as a source writes it, such as a mail address or an ARN' })
  .regex(/^[^\p{Cc}]{1,2048}$/u, { error: 'a name on one line' });

const PeopleFile = z.strictObject(
  {
    'remit-people': z.literal(1, { error: '1' }),
    people: z
      .array(
        z.strictObject({
          names: z.array(reference, { error: 'a list of names' }).min(2, { error: 'at least two names of one person' }),
        }),
        { error: 'a list of persons' },
      )
      .max(10_000, { error: 'at most 10000 persons' }),
  },
  { error: 'a mapping with the keys remit-people and people' },
);

/** Reads the operator's file: the names of each person. On failure: every problem with its line. A name belongs to one person. */
export function parsePeople(yaml: string): Result<readonly (readonly string[])[], ScopeProblem[]> {
  const source = readYaml(yaml);
  if (!source.ok) return source;
  const file = PeopleFile.safeParse(source.value.value);
  if (!file.success)
    return err(
      file.error.issues.map((issue) =>
        source.value.problemAt(issue.path, { message: 'This value cannot be used.', expected: issue.message }),
      ),
    );
  const seen = new Set<string>();
  const problems = file.data.people.flatMap(({ names }, i) =>
    names.flatMap((name, j): ScopeProblem[] => {
      const twice = seen.has(name);
      seen.add(name);
      // The name itself is not repeated in the message: messages end in logs.
      const message = 'This name stands in the list already. A name belongs to one person.';
      return twice ? [source.value.problemAt(['people', i, 'names', j], { message })] : [];
    }),
  );
  return problems.length > 0 ? err(problems) : ok(file.data.people.map(({ names }) => names));
}

/** What is recorded: the handles of each person, RFC 8785, in text order. */
export function peopleBlob(groups: readonly (readonly string[])[]): string {
  const people = groups
    .map((handles) => [...new Set(handles)].sort())
    .filter((handles) => handles.length > 1)
    .sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
  return canonicalize({ people, 'remit-people': 1 });
}

/** The handles of each person of a recorded list; undefined for bytes that are none. */
export function readPeopleBlob(bytes: Uint8Array): readonly (readonly string[])[] | undefined {
  const parsed = parseStrictJson(fromUtf8(bytes) ?? '', { maxDepth: 4 });
  if (isRefusal(parsed)) return undefined;
  const { people, 'remit-people': version } = Object(parsed.value) as Record<string, unknown>;
  if (version !== 1 || !Array.isArray(people)) return undefined;
  const isGroup = (group: unknown): group is string[] =>
    Array.isArray(group) && group.every((handle) => typeof handle === 'string' && HANDLE.test(handle));
  return people.every(isGroup) ? people : undefined;
}
