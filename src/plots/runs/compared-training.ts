import { expect } from '../../base/errors';
import type { History } from '../../training/history';
import { rounded, thinned, type Figure, type Layout, type Trace } from '../parts/figure';
import { heading } from '../parts/heading';
import { panelGrid } from '../parts/panels';
import { centredMean, lateMean } from '../parts/running-mean';
import { axis, identityColour, legendOnTop, line, page, percent } from '../parts/theme';

/** A training run and the numbers it recorded. */
export interface ComparedRun {
  name: string;
  history: Pick<History, 'loss' | 'metrics'>;
}

/** A number that every run recorded at every step: `loss`, or one of the metrics. */
export interface ComparedMeasure {
  key: string;
  /** Written above its panel. */
  name: string;
  /** Whether it is a share from 0 to 1, written as per cent. */
  isShare?: boolean;
}

/** Not blue and vermillion, which mean one person and two elsewhere. */
const colourOf = (run: number): string => identityColour(run + 2);

const dashes = ['solid', 'dash', 'dot', 'dashdot'];

/**
 * Several training runs over their steps, a panel for each number that all of them recorded: curves of one panel share its scale, so
 * that they can be compared. A mean around each step is drawn; what a run ends with (the mean of its last steps) stands above.
 */
export function comparedTraining(
  runs: ComparedRun[],
  measures: ComparedMeasure[],
  { title = 'Training side by side', note }: { title?: string; note?: string } = {},
): Figure {
  expect(runs.length > 0 && measures.length > 0, 'There is no training to compare: give a run and a measure.');
  const panels = panelGrid(measures.length, measures.length, { gapX: 0.09 });
  const layout: Layout = {};
  const data = measures.flatMap(({ key, isShare = false }, index): Trace[] => {
    const panel = panels[index];
    const curves = runs.map((run) => recorded(run, key));
    const top = Math.min(1.03, 1.1 * Math.max(...curves.flat(), 1e-3));
    layout[panel.xaxis] = axis('training step', { domain: panel.xDomain, anchor: panel.y });
    layout[panel.yaxis] = axis('', {
      domain: panel.yDomain,
      anchor: panel.x,
      ...(isShare ? { range: [0, top], tickformat: top < 0.05 ? '.1%' : '.0%' } : { rangemode: 'tozero' }),
    });
    return curves.map((values, run) => {
      const smooth = centredMean(values);
      const steps = thinned(smooth.length, 300);
      const { name } = runs[run];
      return line(
        name,
        steps.map((step) => step + 1),
        rounded(steps.map((step) => smooth[step])),
        colourOf(run),
        {
          xaxis: panel.x,
          yaxis: panel.y,
          legendgroup: name,
          showlegend: index === 0,
          line: { color: colourOf(run), width: 2.5, dash: dashes[run % dashes.length] },
          hovertemplate: `step %{x}: %{y:.3f}<extra>${name}</extra>`,
        },
      );
    });
  });
  const ends = ({ key, isShare = false }: ComparedMeasure): string =>
    runs
      .map((run) => lateMean(recorded(run, key)))
      .map((end) => (isShare ? percent(end) : end.toPrecision(2)))
      .join(' · ');
  return {
    data,
    layout: page(
      { title, note, width: Math.max(620, 300 * measures.length), height: 400 },
      {
        ...layout,
        annotations: measures.map((measure, index) =>
          heading(panels[index], measure.name, `at the end ${ends(measure)}`),
        ),
        showlegend: true,
        legend: { ...legendOnTop, y: 1.16 },
        margin: { l: 52, r: 20, t: note === undefined ? 128 : 146, b: 56 },
      },
    ),
  };
}

function recorded({ name, history }: ComparedRun, key: string): number[] {
  const values = key === 'loss' ? history.loss : history.metrics[key];
  expect(
    values !== undefined && values.length > 0,
    `The run "${name}" has no record of "${key}": let its loss function return it, and train at least one step.`,
  );
  return values;
}
