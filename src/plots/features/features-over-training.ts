import { expect } from '../../base/errors';
import type { Matrix } from '../../base/matrix';
import { angularStatistics } from '../../evaluation/angles';
import { spreadNote } from '../parts/angles';
import type { Figure, Trace } from '../parts/figure';
import { membersOf } from '../parts/members';
import { centerMarks, coordinates, extentOf, placed, weightLines } from '../parts/plane';
import { colours, identityColour, identitySymbol, page, planeAxes } from '../parts/theme';

/** What the network made of the same pictures at one moment of training. */
export interface Snapshot {
  /** Such as `epoch 3` or `step 200`. */
  name: string;
  /** [count, 2] */
  features: Matrix;
  /** [classes, 2] */
  weights?: Matrix;
  /** [classes, 2] of center loss; not drawn on the circle. In all snapshots or in none. */
  centers?: Matrix;
}

interface OverTrainingOptions {
  title?: string;
  onCircle?: boolean;
  names?: string[];
}

/**
 * The features move as a slider goes through training: the classes visibly tighten. Opens on the last
 * snapshot. All snapshots hold the same pictures in the same order, and share one scale.
 */
export function featuresOverTraining(
  snapshots: Snapshot[],
  labels: ArrayLike<number>,
  { title = 'Watch the classes tighten', onCircle = false, names }: OverTrainingOptions = {},
): Figure {
  expect(snapshots.length > 0, 'There is no snapshot of training to draw.');
  const extent = onCircle ? 1.18 : Math.max(...snapshots.map(({ features }) => extentOf(features)));
  const members = membersOf(labels, Math.max(...Array.from(labels)) + 1);
  const moving = (snapshot: Snapshot): Partial<Trace>[] => {
    const points = placed(snapshot.features, onCircle);
    return [
      ...members.map((indices) =>
        coordinates(
          indices.map((index) => points[index]),
          3,
        ),
      ),
      snapshot.weights === undefined ? { x: [], y: [] } : weightLines(snapshot.weights, extent * 0.95),
      ...(snapshot.centers === undefined || onCircle ? [] : [centerMarks(snapshot.centers)]),
    ];
  };
  const heading = (snapshot: Snapshot): string => {
    return `${snapshot.name}: ${spreadNote(angularStatistics(snapshot.features, labels))}`;
  };
  const last = snapshots[snapshots.length - 1];
  const layoutOf = (snapshot: Snapshot) => page({ title, note: heading(snapshot), width: 640, height: 700 });
  const drawn = moving(last);
  const data: Trace[] = [
    ...members.map((_, identity) => ({
      type: 'scatter',
      mode: 'markers',
      name: names?.[identity] ?? `class ${identity}`,
      ...drawn[identity],
      marker: { color: identityColour(identity), symbol: identitySymbol(identity), size: 5, opacity: 0.65 },
      hovertemplate: `${names?.[identity] ?? `class ${identity}`}<extra></extra>`,
    })),
    {
      type: 'scatter',
      mode: 'lines',
      name: 'class weights',
      ...drawn[members.length],
      line: { color: colours.rule, width: 1, dash: 'dot' },
      hoverinfo: 'skip',
    },
    ...(drawn.slice(members.length + 1) as Trace[]),
  ];
  const still = { mode: 'immediate', transition: { duration: 0 }, frame: { duration: 0, redraw: true } };
  return {
    data,
    frames: snapshots.map((snapshot) => ({
      name: snapshot.name,
      data: moving(snapshot),
      layout: { title: layoutOf(snapshot).title },
    })),
    layout: {
      ...layoutOf(last),
      ...planeAxes('', '', extent),
      showlegend: false,
      margin: { l: 50, r: 20, t: 84, b: 110 },
      sliders: [
        {
          active: snapshots.length - 1,
          x: 0.16,
          len: 0.84,
          y: -0.04,
          pad: { t: 24, b: 8 },
          currentvalue: { visible: false },
          steps: snapshots.map(({ name }) => ({
            label: name.replace(/^\D+/, ''),
            method: 'animate',
            args: [[name], still],
          })),
        },
      ],
      updatemenus: [
        {
          type: 'buttons',
          direction: 'left',
          showactive: false,
          x: 0,
          xanchor: 'left',
          y: -0.06,
          yanchor: 'top',
          pad: { t: 26 },
          buttons: [
            {
              label: '▶',
              method: 'animate',
              args: [null, { fromcurrent: false, transition: { duration: 0 }, frame: { duration: 350, redraw: true } }],
            },
            { label: '❚❚', method: 'animate', args: [[null], still] },
          ],
        },
      ],
    },
  };
}
