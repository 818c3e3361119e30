import { expect } from '../../base/errors';
import type { History } from '../../training/history';
import { rounded, thinned, type Figure, type Layout, type Trace } from '../parts/figure';
import { centredMean, lateMean } from '../parts/running-mean';
import {
  axis,
  colours,
  horizontalRule,
  identityColour,
  legendOnTop,
  line,
  note as textNote,
  page,
  percent,
  translucent,
} from '../parts/theme';

/** What guessing reaches: `{ share: 0.5, of: 'pairs' }`. */
export interface ChanceLine {
  share: number;
  of: string;
}

type Curves = Pick<History, 'loss' | 'metrics' | 'validation'>;

/** Metrics that are shares of the batch, and how the figure names and colours them. */
const shares: Record<string, { name: string; colour: string }> = {
  accuracy: { name: 'accuracy', colour: colours.same },
  activeMargin: { name: 'margin still active', colour: colours.warning },
};

/**
 * Loss above; below it accuracy and the share of the batch that still violates its margin (what is left to learn from),
 * over training steps. The pale line is every step, the strong one a mean around it; hollow marks are validation, that
 * is, people whom training does not see. Metrics that are no shares are left out. A dotted line for each `chance`: the share that
 * guessing reaches, with what is guessed.
 */
export function trainingCurves(
  history: Curves,
  { title = 'Training', note, chance = [] }: { title?: string; note?: string; chance?: ChanceLine[] } = {},
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
  const guessed = lower ? chance : [];
  const axes: Layout = {
    xaxis: axis('training step', { anchor: lower ? 'y2' : 'y' }),
    yaxis: axis('loss', { domain: lower ? [0.5, 1] : [0, 1], rangemode: 'tozero' }),
    ...(lower ? { yaxis2: axis('share', { domain: [0, 0.42], range: [-0.02, 1.04], tickformat: '.0%' }) } : {}),
  };
  return {
    data,
    layout: page(
      { title, note: note ?? summary(history), height: lower ? 520 : 360 },
      {
        ...axes,
        shapes: guessed.map(({ share }) => horizontalRule(share, { yref: 'y2', dash: 'dot' })),
        annotations: guessed.map(({ share, of }) => chanceText(share, of)),
        showlegend: true,
        legend: legendOnTop,
        margin: { l: 64, r: 24, t: 108, b: 56 },
      },
    ),
  };
}

function chanceText(share: number, of: string): Layout {
  return textNote(`guessing ${of}: ${percent(share)}`, {
    xref: 'x domain',
    yref: 'y2',
    x: 1,
    y: share,
    xanchor: 'right',
    yanchor: 'bottom',
    font: { size: 11, color: colours.rule },
  });
}

function pair(name: string, values: number[], colour: string, yaxis: string): Trace[] {
  const shown = thinned(values.length);
  const smooth = centredMean(values);
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
  const parts = [`${loss.length} steps`, `loss ${lateMean(loss).toFixed(2)}`];
  for (const [key, { name }] of Object.entries(shares)) {
    if ((metrics[key]?.length ?? 0) > 0) parts.push(`${name} ${percent(lateMean(metrics[key]))}`);
  }
  return `At the end: ${parts.join(', ')}`;
}
