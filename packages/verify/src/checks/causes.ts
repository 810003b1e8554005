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
    const { causes: named, causeEnds, size } = study.view.columns;
    const links = causeEnds[size - 1] ?? 0;
    const broken: string[] = [];
    for (let index = 0, n = 0; index < size; index++)
      for (const first = n; n < (causeEnds[index] ?? 0); n++) {
        if (named[n] !== -1) continue;
        const leaf = study.view.records[index]?.record.cause?.[n - first] ?? '';
        broken.push(`record ${index} names ${leaf}, which no earlier record is`);
      }
    if (broken.length > 0) return { status: 'fail', says: firstFew(broken) };
    return { status: 'ok', says: [`${links} links to earlier records, all found`] };
  },
};
