import type { Figure } from '../parts/figure';
import { rocCurves } from './roc-curve';
import { axis } from '../parts/theme';

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
  const figure = rocCurves(
    curves.map(({ name, rows }) => ({
      name,
      far: rows.map((row) => row.fpir),
      tar: rows.map((row) => row.tpir),
      lower: rows.map((row) => row.tpirLow),
      upper: rows.map((row) => row.tpirHigh),
    })),
    { title, note, far: fpir },
  );
  const { xaxis, yaxis } = figure.layout as Record<string, Record<string, unknown>>;
  const titled = (text: string): unknown => axis(text).title;
  return {
    data: figure.data.map((trace) =>
      typeof trace.hovertemplate === 'string'
        ? { ...trace, hovertemplate: trace.hovertemplate.replace('TAR', 'TPIR').replace('FAR', 'FPIR') }
        : trace,
    ),
    layout: {
      ...figure.layout,
      xaxis: { ...xaxis, title: titled('false-positive identification rate, FPIR (log)') },
      yaxis: { ...yaxis, title: titled('true-positive identification rate, TPIR') },
    },
  };
}
