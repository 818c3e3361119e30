import { expect } from '../../base/errors';
import { rowOf, type Matrix } from '../../base/matrix';
import { angularStatistics } from '../../evaluation/angles';
import { spreadNote } from '../parts/angles';
import { rounded, type Figure, type Trace } from '../parts/figure';
import { membersOf } from '../parts/members';
import { colours, identityColour, page } from '../parts/theme';

interface SphereOptions {
  title?: string;
  note?: string;
  names?: string[];
  /** Class weights [classes, 3]. */
  weights?: Matrix;
}

/** Three-number features scaled to length 1, on a sphere that can be turned, with the directions of the class weights. */
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
          marker: { size: 3, color: identityColour(identity) },
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
