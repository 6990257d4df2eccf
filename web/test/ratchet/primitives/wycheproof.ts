import { files } from 'virtual:wycheproof';
import { report } from '../report.ts';

/** right: as the vector says; accepted: an `acceptable` case computed; refused: an error; wrong: anything else. */
export type Verdict = 'right' | 'accepted' | 'refused' | 'wrong';

export type Case = Readonly<Record<string, string>> & { readonly group: Readonly<Record<string, unknown>> };

export interface Tally {
  readonly right: number;
  readonly accepted: number;
  readonly refused: number;
  /** Ids of the cases where the implementation differs from the vector. */
  readonly wrong: readonly string[];
}

/** Whether the vectors were named by WYCHEPROOF_DIR. With CI=true their absence fails before any test runs. */
export const present = Object.keys(files).length > 0;

/**
 * Puts every case of a file to an implementation. Refusing is right for invalid cases and allowed for acceptable
 * ones; computing a value for an invalid case, or refusing a valid one, is wrong.
 */
export async function judge(
  file: string,
  implementation: string,
  verdict: (vector: Case) => Promise<Verdict>,
  isOurs: (group: Case['group']) => boolean = () => true,
): Promise<Tally> {
  const counts = { right: 0, accepted: 0, refused: 0 };
  const wrong: string[] = [];
  for (const { tests, ...group } of files[file]?.testGroups.filter(isOurs) ?? []) {
    for (const vector of tests) {
      const said = await verdict({ ...vector, group } as Case).catch((): Verdict => 'refused');
      const allowed = {
        right: vector.result === 'valid',
        accepted: vector.result === 'acceptable',
        refused: vector.result !== 'valid',
        wrong: false,
      };
      if (said !== 'wrong' && allowed[said]) counts[said]++;
      else wrong.push(String(vector.tcId));
    }
  }
  const { right, accepted, refused } = counts;
  report(
    `wycheproof ${file} by ${implementation}: ${right} right, ${accepted} accepted, ${refused} refused, ${wrong.length} wrong`,
  );
  return { ...counts, wrong };
}
