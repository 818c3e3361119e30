import { expect } from '../../base/errors';
import { rowOf, type Matrix } from '../../base/matrix';
import { angularStatistics } from '../../evaluation/angles';
import { spreadNote } from '../parts/angles';
import { rounded, type Figure, type Trace } from '../parts/figure';
import { membersOf } from '../parts/members';
import { colours, identityColour, page } from '../parts/theme';

/** What Plotly can draw in three dimensions and fill. */
const solidSymbols = ['circle', 'diamond', 'square', 'cross'];

interface SphereOptions {
  title?: string;
  note?: string;
  names?: string[];
  /** Class weights [classes, 3]. */
  weights?: Matrix;
}

/**
 * Three-number features scaled to length 1, on a sphere that can be turned, with the directions of the class weights. The ball is
 * nearly opaque: what lies on its back side is faded. After ten classes colours begin again with another symbol.
 */
export function sphereMap(
  features: Matrix,
  labels: ArrayLike<number>,
  { title = 'Features on the unit sphere', note, names, weights }: SphereOptions = {},
): Figure {
  expect(features.columns === 3, `The features have ${features.columns} numbers each: the sphere shows three.`);
  expect(features.rows === labels.length, `There are ${features.rows} features but ${labels.length} labels.`);
  const members = membersOf(labels, Math.max(...Array.from(labels)) + 1);
  const points = (matrix: Matrix, indices: number[], length: number): number[][] => {
    const unit = indices.map((index) => {
      const row = Array.from(rowOf(matrix, index));
      const norm = Math.hypot(...row) || 1;
      return row.map((value) => (value / norm) * length);
    });
    return [0, 1, 2].map((axis) =>
      rounded(
        unit.map((row) => row[axis]),
        3,
      ),
    );
  };
  const bare = { visible: false, showspikes: false, range: [-1.1, 1.1] };
  return {
    data: [
      ball(),
      graticule(),
      ...members.map((indices, identity): Trace => {
        const [x, y, z] = points(features, indices, 1.005);
        const name = names?.[identity] ?? `class ${identity}`;
        return {
          type: 'scatter3d',
          mode: 'markers',
          name,
          x,
          y,
          z,
          marker: {
            size: indices.length > 20 ? 3 : 7,
            color: identityColour(identity),
            symbol: solidSymbols[Math.floor(identity / 10) % solidSymbols.length],
          },
          hovertemplate: `${name}<extra></extra>`,
        };
      }),
      ...(weights === undefined
        ? []
        : Array.from({ length: weights.rows }, (_, identity): Trace => {
            const [[x], [y], [z]] = points(weights, [identity], 1.08);
            return {
              type: 'scatter3d',
              mode: 'lines',
              x: [0, x],
              y: [0, y],
              z: [0, z],
              line: { color: identityColour(identity), width: 4 },
              showlegend: false,
              hovertemplate: `weight of class ${identity}<extra></extra>`,
            };
          })),
    ],
    layout: page(
      {
        title,
        note: note ?? `${spreadNote(angularStatistics(features, labels))}; drag to turn`,
        width: 680,
        height: 600,
      },
      {
        plot_bgcolor: undefined,
        scene: {
          xaxis: bare,
          yaxis: bare,
          zaxis: bare,
          aspectmode: 'cube',
          camera: { eye: { x: 1.1, y: 1.1, z: 0.7 } },
        },
        showlegend: true,
        legend: { x: 0.98, xanchor: 'right', y: 0.95, itemsizing: 'constant', font: { size: 12 } },
        margin: { l: 10, r: 10, t: 76, b: 10 },
      },
    ),
  };
}

/** A pale ball a little smaller than the sphere on which the features lie. */
function ball(): Trace {
  const [turns, rings] = [32, 16];
  const grid = (value: (polar: number, around: number) => number): number[][] =>
    Array.from({ length: rings + 1 }, (_, ring) =>
      rounded(
        Array.from(
          { length: turns + 1 },
          (_, turn) => 0.96 * value((ring * Math.PI) / rings, (turn * 2 * Math.PI) / turns),
        ),
        3,
      ),
    );
  return {
    type: 'surface',
    x: grid((polar, around) => Math.sin(polar) * Math.cos(around)),
    y: grid((polar, around) => Math.sin(polar) * Math.sin(around)),
    z: grid((polar) => Math.cos(polar)),
    surfacecolor: Array.from({ length: rings + 1 }, () => new Array<number>(turns + 1).fill(0)),
    colorscale: [
      [0, '#f4f5f7'],
      [1, '#f4f5f7'],
    ],
    cmin: 0,
    cmax: 1,
    opacity: 0.8,
    showscale: false,
    lighting: { ambient: 1, diffuse: 0, specular: 0, fresnel: 0 },
    hoverinfo: 'skip',
  };
}

/** Circles of latitude and longitude, 30 degrees apart, as one line with gaps. */
function graticule(): Trace {
  const [x, y, z]: (number | null)[][] = [[], [], []];
  const circle = (point: (angle: number) => number[]): void => {
    for (let step = 0; step <= 48; step++) {
      const [u, v, w] = rounded(point((step * Math.PI) / 24), 3);
      x.push(u);
      y.push(v);
      z.push(w);
    }
    [x, y, z].forEach((values) => values.push(null));
  };
  for (let latitude = -60; latitude <= 60; latitude += 30) {
    const [sin, cos] = [Math.sin((latitude * Math.PI) / 180), Math.cos((latitude * Math.PI) / 180)];
    circle((angle) => [cos * Math.cos(angle), cos * Math.sin(angle), sin]);
  }
  for (let longitude = 0; longitude < 180; longitude += 30) {
    const [sin, cos] = [Math.sin((longitude * Math.PI) / 180), Math.cos((longitude * Math.PI) / 180)];
    circle((angle) => [cos * Math.cos(angle), sin * Math.cos(angle), Math.sin(angle)]);
  }
  return {
    type: 'scatter3d',
    mode: 'lines',
    x,
    y,
    z,
    line: { color: colours.faint, width: 1.5 },
    hoverinfo: 'skip',
    showlegend: false,
  };
}
