import { expect } from '../../base/errors';
import type { Figure, Layout, Trace } from '../parts/figure';
import { heading } from '../parts/heading';
import { panelGrid } from '../parts/panels';
import { page, signedScale } from '../parts/theme';

/** A small map with its numbers written into it, and what stands below its name. */
export interface NumberMap {
  name: string;
  numbers?: string;
  map: number[][];
}

/** Small maps side by side in one scale of colours, vermillion below 0 and blue above, every number written in its place. */
export function numberMaps(maps: NumberMap[], { title, note }: { title: string; note?: string }): Figure {
  expect(
    maps.length > 0 && maps.every(({ map }) => map.length > 0 && map[0].length > 0),
    'There is no map to draw: give at least one with one number.',
  );
  const panels = panelGrid(maps.length, maps.length, { gapX: 0.05 });
  const most = Math.max(...maps.flatMap(({ map }) => map.flat().map(Math.abs)), 1e-12);
  const data = maps.map(({ name, map }, index): Trace => ({
    type: 'heatmap',
    z: map,
    xaxis: panels[index].x,
    yaxis: panels[index].y,
    colorscale: signedScale,
    zmin: -1.6 * most,
    zmax: 1.6 * most,
    showscale: false,
    xgap: 2,
    ygap: 2,
    text: map.map((row) => row.map((value) => value.toFixed(2).replace('-', '−'))),
    texttemplate: '%{text}',
    textfont: { size: 13 },
    hovertemplate: `%{text}<extra>${name}</extra>`,
  }));
  const axes = panels.map(({ xaxis, yaxis, x, y, xDomain, yDomain }): Layout => ({
    [xaxis]: { visible: false, domain: xDomain, anchor: y, constrain: 'domain' },
    [yaxis]: { visible: false, domain: yDomain, anchor: x, autorange: 'reversed', scaleanchor: x, constrain: 'domain' },
  }));
  return {
    data,
    layout: page(
      { title, note, width: 190 * maps.length + 60, height: 330 },
      {
        ...Object.assign({}, ...axes),
        annotations: maps.map(({ name, numbers }, index) => heading(panels[index], name, numbers)),
        margin: { l: 20, r: 20, t: 128, b: 14 },
      },
    ),
  };
}
