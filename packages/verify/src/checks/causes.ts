/** Step "causes": records follow from records (ledger reference §2). */
import type { Check } from './check.ts';
import { firstFew, notReached } from './check.ts';

/** Does every record that names earlier records name ones that stand before it? */
export const causes: Check = {
  name: 'causes',
  doesNotProve: 'that the named record is the real reason',
  protectsAgainst: 'records that follow from something the log does not hold',
  run: ({ study }) => {
    if (study === undefined) return notReached('the records could not be read');
    const { byLeaf } = study.view;
    let links = 0;
    const broken: string[] = [];
    for (const { index, record } of study.view.records)
      for (const leaf of record.cause ?? []) {
        links += 1;
        const named = byLeaf.get(leaf);
        if (named === undefined || named.index >= index)
          broken.push(`record ${index} names ${leaf}, which no earlier record is`);
      }
    if (broken.length > 0) return { status: 'fail', says: firstFew(broken) };
    return { status: 'ok', says: [`${links} links to earlier records, all found`] };
  },
};
