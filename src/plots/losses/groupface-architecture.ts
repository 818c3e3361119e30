import type { Figure, Layout } from '../parts/figure';
import { colours, identityColour, page, tinted } from '../parts/theme';

interface Box {
  text: string;
  x: number;
  y: number;
  width?: number;
  colour: string;
}

/**
 * GroupFace as a drawing: pictures → trunk → shared feature → instance and K groups; the decision network looks at the
 * instance and weighs the groups; everything is added up.
 */
export function groupFaceArchitecture({
  groups: K,
  dim,
  shared,
}: {
  groups: number;
  dim: number;
  shared: number;
}): Figure {
  const [own, group, decision, plain] = [colours.same, colours.good, colours.different, '#6b7280'];
  const boxes: Record<string, Box> = {
    picture: { text: 'picture', x: 0.6, y: 2, width: 0.9, colour: plain },
    trunk: { text: 'trunk<br>(any backbone)', x: 2.1, y: 2, width: 1.4, colour: plain },
    shared: { text: `shared<br>feature s<br>${shared}`, x: 3.9, y: 2, width: 1.1, colour: identityColour(4) },
    instance: { text: `instance v<br>${dim}`, x: 5.8, y: 3.3, colour: own },
    first: { text: `group v<sub>1</sub>, ${dim}`, x: 5.8, y: 1.5, colour: group },
    second: { text: `group v<sub>2</sub>, ${dim}`, x: 5.8, y: 0.95, colour: group },
    last: { text: `group v<sub>${K}</sub>, ${dim}`, x: 5.8, y: 0.1, colour: group },
    decision: { text: 'group decision<br>network', x: 7.7, y: 2.25, width: 1.5, colour: decision },
    weights: { text: `p<sub>1</sub> … p<sub>${K}</sub>`, x: 7.7, y: 1.35, width: 1.3, colour: decision },
    sum: { text: 'Σ p<sub>k</sub> v<sub>k</sub>', x: 7.7, y: 0.55, width: 1.3, colour: group },
    embedding: {
      text: `embedding<br>v + Σ p<sub>k</sub> v<sub>k</sub><br>${dim}`,
      x: 9.7,
      y: 2,
      width: 1.4,
      colour: own,
    },
    arcface: { text: 'ArcFace', x: 11.3, y: 2, width: 0.9, colour: plain },
  };
  const links: [string, string][] = [
    ['picture', 'trunk'], ['trunk', 'shared'], ['shared', 'instance'], ['shared', 'first'], ['shared', 'second'], ['shared', 'last'],
    ['instance', 'decision'], ['decision', 'weights'], ['weights', 'sum'], ['first', 'sum'], ['second', 'sum'], ['last', 'sum'],
    ['instance', 'embedding'], ['sum', 'embedding'], ['embedding', 'arcface'],
  ]; // prettier-ignore
  const half = ({ width = 1.3, text }: Box): [number, number] => [width / 2, 0.15 + 0.12 * text.split('<br>').length];
  const shapes = Object.values(boxes).map((box): Layout => {
    const [dx, dy] = half(box);
    return {
      type: 'rect', x0: box.x - dx, x1: box.x + dx, y0: box.y - dy, y1: box.y + dy,
      line: { color: box.colour, width: 1.5 }, fillcolor: tinted(box.colour, 0.16), layer: 'below',
    }; // prettier-ignore
  });
  const texts = Object.values(boxes).map(({ text, x, y }): Layout => ({
    text,
    x,
    y,
    showarrow: false,
    font: { size: 12 },
    align: 'center',
  }));
  const arrows = links.map(([from, to]): Layout => {
    const [a, b] = [boxes[from], boxes[to]];
    const isDown = a.x === b.x;
    const [ax, ay] = isDown ? [a.x, a.y - half(a)[1]] : [a.x + half(a)[0], a.y];
    // The instance goes over the decision network, into the embedding from above.
    const isInto = isDown || (from === 'instance' && to === 'embedding');
    const [x, y] = isInto ? [b.x, b.y + half(b)[1]] : [b.x - half(b)[0], b.y];
    return {
      x, y, ax, ay, xref: 'x', yref: 'y', axref: 'x', ayref: 'y', text: '', showarrow: true,
      arrowhead: 2, arrowsize: 1, arrowwidth: 1.3, arrowcolor: '#6b7280',
    }; // prettier-ignore
  });
  const dots: Layout = { text: '⋮', x: 5.8, y: 0.53, showarrow: false, font: { size: 16, color: group } };
  return {
    data: [{ type: 'scatter', x: [0, 12], y: [-0.4, 4], mode: 'markers', marker: { opacity: 0 }, hoverinfo: 'skip' }],
    layout: page(
      {
        title: 'GroupFace',
        note: 'Blue: what the face is by itself. Green: what each group would say about it. Red: which groups are asked',
        width: 900,
        height: 400,
      },
      {
        xaxis: { visible: false, range: [0, 11.9], fixedrange: true },
        yaxis: { visible: false, range: [-0.4, 3.9], fixedrange: true },
        margin: { l: 12, r: 12, t: 70, b: 8 },
        showlegend: false,
        shapes,
        annotations: [...arrows, ...texts, dots],
      },
    ),
  };
}
