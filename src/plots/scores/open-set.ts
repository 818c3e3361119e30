import type { Figure } from '../parts/figure';
import { rateCurves } from '../parts/rate-curves';

/** One system's open-set rates, as the rows of `openSetRates` of `evaluation/identification/nearest` give them. */
export interface OpenSetCurve {
  name: string;
  rows: { fpir: number; tpir: number; tpirLow: number; tpirHigh: number }[];
}

/**
 * Share of enrolled people who are named rightly over the share of strangers who are taken for somebody, on a logarithmic axis, with
 * the Wilson interval of the former as a band. Rows with FPIR = 0 have no place on the axis and are left out.
 */
export function openSetCurves(
  curves: OpenSetCurve[],
  {
    title = 'Named rightly, against strangers who are named',
    note,
    fpir,
  }: { title?: string; note?: string; fpir?: number } = {},
): Figure {
  return rateCurves(
    curves.map(({ name, rows }) => ({
      name,
      far: rows.map((row) => row.fpir),
      tar: rows.map((row) => row.tpir),
      lower: rows.map((row) => row.tpirLow),
      upper: rows.map((row) => row.tpirHigh),
    })),
    {
      title,
      note,
      far: { title: 'false-positive identification rate, FPIR', short: 'FPIR' },
      tar: { title: 'true-positive identification rate, TPIR', short: 'TPIR' },
      rule: fpir,
    },
  );
}
