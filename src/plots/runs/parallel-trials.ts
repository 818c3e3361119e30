import { expect } from '../../base/errors';
import type { ChosenTrial } from '../parts/chosen-trial';
import { rounded, type Figure } from '../parts/figure';
import { page } from '../parts/theme';

/**
 * Parallel coordinates: one line per trial through the values that it chose, dark where the reward is high. Values of an axis stand at equal
 * distances, whatever they are. Drag along an axis to see only the trials that pass there.
 */
export function parallelTrials(
  trials: ChosenTrial[],
  /** For each axis its name in the figure and the values that it has. */
  axes: { axis: string; label: string; values: readonly number[] }[],
  { title, note }: { title: string; note?: string },
): Figure {
  expect(trials.length > 0 && axes.length > 0, 'There is no trial to draw: give at least one trial and one axis.');
  // Dark lines are drawn last, on top.
  const sorted = [...trials].sort((a, b) => a.reward - b.reward);
  const rewards = sorted.map(({ reward }) => reward);
  const layout = page(
    { title, note, width: 980, height: 480 },
    { margin: { l: 60, r: 60, t: note === undefined ? 110 : 130, b: 36 } },
  );
  delete layout.plot_bgcolor; // there is no plane behind these axes, and Plotly complains
  return {
    data: [
      {
        type: 'parcoords',
        line: {
          color: rounded(rewards),
          colorscale: paleToDark,
          cmin: rewards[0],
          cmax: rewards[rewards.length - 1],
          showscale: true,
          colorbar: { title: { text: 'reward' }, thickness: 12 },
        },
        labelfont: { size: 12 },
        tickfont: { size: 11 },
        dimensions: [
          ...axes.map(({ axis, label, values }) => ({
            label,
            range: [-0.2, values.length - 0.8],
            tickvals: values.map((_, position) => position),
            ticktext: values.map(String),
            values: sorted.map(({ choice }) => positionOf(choice[axis], axis, values)),
          })),
          { label: 'reward', values: rounded(rewards), range: twentieths(rewards) },
        ],
      },
    ],
    layout,
  };
}

/** Bad trials are hardly seen, good ones stand out. */
const paleToDark: [number, string][] = [
  [0, '#e6e9ee'],
  [0.6, '#a9c4dc'],
  [1, '#00426b'],
];

/** The rewards' range, widened to steps of 0.05. */
function twentieths(rewards: number[]): [number, number] {
  return [Math.floor(20 * rewards[0]) / 20, Math.ceil(20 * rewards[rewards.length - 1] + 1e-9) / 20];
}

function positionOf(value: number, axis: string, values: readonly number[]): number {
  const position = values.indexOf(value);
  expect(position >= 0, `A trial has ${axis} = ${value}, expected one of ${values.join(', ')}.`);
  return position;
}
