import type { Figure, Layout, Trace } from '../parts/figure';
import { heading } from '../parts/heading';
import { panelGrid } from '../parts/panels';
import { stagedFigure } from '../parts/stages';
import { signedScale } from '../parts/theme';

/** A filter and what it makes of the picture. */
export interface Filtered {
  name: string;
  filter: number[][];
  result: number[][];
}

/** A picture, a filter, and the picture after it: where the filter fits, the result is blue, where its opposite does, red. */
export function filteredPicture(
  picture: number[][],
  filtered: Filtered[],
  { open = 0 }: { open?: number } = {},
): Figure {
  const panels = panelGrid(3, 3, { gapX: 0.05, gapY: 0 });
  const map = (z: number[][], panel: (typeof panels)[0], rest: Layout): Trace => ({
    type: 'heatmap',
    z: z.map((row) => row.map((value) => Number(value.toFixed(2)))),
    xaxis: panel.x,
    yaxis: panel.y,
    showscale: false,
    ...rest,
  });
  const grey = { colorscale: [[0, '#000000'], [1, '#ffffff']], zmin: 0, zmax: 1, hoverinfo: 'skip' }; // prettier-ignore
  const signed = (most: number): Layout => ({ colorscale: signedScale, zmin: -most, zmax: most });
  const axes = panels.map((panel) => ({
    [panel.xaxis]: { visible: false, domain: panel.xDomain, anchor: panel.y, constrain: 'domain' },
    [panel.yaxis]: {
      visible: false,
      domain: panel.yDomain,
      anchor: panel.x,
      autorange: 'reversed',
      scaleanchor: panel.x,
      constrain: 'domain',
    },
  }));
  return stagedFigure(
    filtered.map(({ name, filter, result }) => ({
      label: name,
      note: `The filter for ${name}, moved over the picture: blue where the picture fits it, red where it fits its opposite`,
      data: [
        map(picture, panels[0], grey),
        map(filter, panels[1], { ...signed(Math.max(...filter.flat().map(Math.abs))), xgap: 2, ygap: 2 }),
        map(result, panels[2], signed(Math.max(...result.flat().map(Math.abs)) * 0.7)),
      ],
    })),
    { title: 'A convolution asks one question everywhere', slider: 'filter', open, width: 820, height: 450 },
    {
      ...Object.assign({}, ...axes),
      annotations: ['picture', 'filter', 'answer'].map((text, i) => heading(panels[i], text)),
    },
  );
}
