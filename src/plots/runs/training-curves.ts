import { expect } from '../../base/errors';
import type { History } from '../../training/history';
import { rounded, thinned, type Figure, type Layout, type Trace } from '../parts/figure';
import { runningMean } from '../parts/running-mean';
import { axis, colours, identityColour, legendOnTop, line, page, percent, translucent } from '../parts/theme';

type Curves = Pick<History, 'loss' | 'metrics' | 'validation'>;

/** Metrics that are shares of the batch, and how the figure names and colours them. */
const shares: Record<string, { name: string; colour: string }> = {
  accuracy: { name: 'accuracy', colour: colours.same },
  activeMargin: { name: 'margin still active', colour: colours.warning },
};

/**
 * Loss above; below it accuracy and the share of the batch that still violates its margin (what is left to learn from),
 * over training steps. The pale line is every step, the strong one a running mean; hollow marks are validation, that
 * is, people whom training does not see. Metrics that are no shares are left out.
 */
export function trainingCurves(
  history: Curves,
  { title = 'Training', note }: { title?: string; note?: string } = {},
): Figure {
  const { loss, metrics, validation } = history;
  expect(loss.length > 0, 'The training history is empty: train at least one step before drawing its curves.');
  const measured = Object.entries(shares).filter(([key]) => (metrics[key]?.length ?? 0) > 0);
  const validated = [...new Set(validation.flatMap(({ values }) => Object.keys(values)))];
  const lower = measured.length > 0 || validated.some((key) => key !== 'loss');
  const data = [
    ...pair('loss', loss, colours.different, 'y'),
    ...measured.flatMap(([key, { name, colour }]) => pair(name, metrics[key], colour, 'y2')),
    ...validated.map((key, position) => dots(key, position, validation)),
  ];
  const axes: Layout = {
    xaxis: axis('training step', { anchor: lower ? 'y2' : 'y' }),
    yaxis: axis('loss', { domain: lower ? [0.5, 1] : [0, 1], rangemode: 'tozero' }),
    ...(lower ? { yaxis2: axis('share', { domain: [0, 0.42], range: [-0.02, 1.04], tickformat: '.0%' }) } : {}),
  };
  return {
    data,
    layout: page(
      { title, note: note ?? summary(history), height: lower ? 520 : 360 },
      { ...axes, showlegend: true, legend: legendOnTop, margin: { l: 64, r: 24, t: 108, b: 56 } },
    ),
  };
}

function pair(name: string, values: number[], colour: string, yaxis: string): Trace[] {
  const shown = thinned(values.length);
  const smooth = runningMean(values);
  const x = shown.map((step) => step + 1);
  const pick = (numbers: number[]): number[] => rounded(shown.map((step) => numbers[step]));
  const pale = { color: translucent(colour, 0.3), width: 1 };
  return [
    line(name, x, pick(values), colour, { yaxis, showlegend: false, hoverinfo: 'skip', line: pale }),
    line(name, x, pick(smooth), colour, { yaxis, hovertemplate: `step %{x}: ${name} %{y:.3f}<extra></extra>` }),
  ];
}

function dots(key: string, position: number, validation: Curves['validation']): Trace {
  const points = validation.filter(({ values }) => values[key] !== undefined);
  const colour = key === 'loss' ? colours.different : key === 'accuracy' ? colours.same : identityColour(2 + position);
  return {
    type: 'scatter',
    mode: 'markers',
    name: `${key}, validation`,
    x: points.map(({ step }) => step),
    y: rounded(points.map(({ values }) => values[key])),
    yaxis: key === 'loss' ? 'y' : 'y2',
    marker: {
      size: 9,
      symbol: position % 2 === 0 ? 'circle' : 'diamond',
      color: '#ffffff',
      line: { width: 2, color: colour },
    },
    hovertemplate: `step %{x}: validation ${key} %{y:.3f}<extra></extra>`,
  };
}

function summary({ loss, metrics }: Curves): string {
  const last = (values: number[]): number => runningMean(values)[values.length - 1];
  const parts = [`${loss.length} steps`, `loss ${last(loss).toFixed(2)}`];
  for (const [key, { name }] of Object.entries(shares)) {
    if ((metrics[key]?.length ?? 0) > 0) parts.push(`${name} ${percent(last(metrics[key]))}`);
  }
  return `At the end: ${parts.join(', ')}`;
}
