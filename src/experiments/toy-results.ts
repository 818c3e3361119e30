import type { AngularStatistics } from '../evaluation/angles';
import { toyNames } from '../lessons/toy/methods';
import type { RunRecord } from './record';
import type { ToyResult } from './runs/toy-angles';

/** Recorded runs of `toy-margins`. */
export type ToyRecords = Pick<RunRecord<unknown, ToyResult>, 'name' | 'result'>[];

/** What one loss did to the angles of the toy: one value a seed, angles in degrees. */
export interface ToyRow {
  method: string;
  /** The loss, whether its people were even or not. */
  name: string;
  seeds: number;
  /** Of the pictures that were trained on: mean angle to the class direction, and smallest empty angle between two classes. */
  within: number[];
  gap: number[];
  /** The same of pictures that were kept back, and the share of them whose nearest class weight is their own. */
  keptBackWithin: number[];
  keptBackGap: number[];
  keptBackRight: number[];
}

/** The rows of some methods, in the order asked for; those without a record are left out. */
export function toyRows(records: ToyRecords, methods: string[]): ToyRow[] {
  return methods.flatMap((method) => {
    const own = records.filter(({ name }) => name === method).map(({ result }) => result);
    if (own.length === 0) return [];
    const angles = (of: 'training' | 'fresh', angle: keyof AngularStatistics): number[] =>
      own.map((result) => (result[of][angle] * 180) / Math.PI);
    return [
      {
        method,
        name: toyNames[method.replace(/-uneven$/, '')],
        seeds: own.length,
        within: angles('training', 'intraClass'),
        gap: angles('training', 'gap'),
        keptBackWithin: angles('fresh', 'intraClass'),
        keptBackGap: angles('fresh', 'gap'),
        keptBackRight: own.map(({ freshAccuracy }) => freshAccuracy),
      },
    ];
  });
}
