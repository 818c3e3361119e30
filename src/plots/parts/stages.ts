import { expect } from '../../base/errors';
import type { Figure, Layout, Trace } from './figure';
import { page } from './theme';

/** One position of a slider: what is drawn there, and the line below the title. */
export interface Stage {
  /** Written below the slider. */
  label: string;
  note: string;
  /** As many traces, in the same order, at every stage. */
  data: Trace[];
}

/** A figure with a slider through its stages; it opens on the stage `open`. */
export function stagedFigure(
  stages: Stage[],
  { title, slider, open = 0, width = 720, height = 470 }: StagedOptions,
  layout: Layout,
): Figure {
  expect(open >= 0 && open < stages.length, `There are ${stages.length} stages: the figure cannot open on ${open}.`);
  const frameOf = ({ note }: Stage): Layout => page({ title, note, width, height });
  const at = { mode: 'immediate', transition: { duration: 0 }, frame: { duration: 0, redraw: true } };
  return {
    data: stages[open].data,
    frames: stages.map((stage) => ({
      name: stage.label,
      data: stage.data,
      layout: { title: frameOf(stage).title },
    })),
    layout: {
      ...frameOf(stages[open]),
      margin: { l: 64, r: 24, t: 92, b: 130 },
      ...layout,
      sliders: [
        {
          active: open,
          x: 0,
          len: 1,
          y: -0.14,
          pad: { t: 30, b: 8 },
          currentvalue: { prefix: `${slider}: `, xanchor: 'left', font: { size: 13 } },
          steps: stages.map(({ label }) => ({ label, method: 'animate', args: [[label], at] })),
        },
      ],
    },
  };
}

interface StagedOptions {
  title: string;
  /** What the slider changes. */
  slider: string;
  open?: number;
  width?: number;
  height?: number;
}
