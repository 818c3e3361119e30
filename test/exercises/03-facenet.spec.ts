import { scalar, tensor } from '../../src/grading/values';
import { numericalGradient, mean, randomRows, squared, unit } from './oracle';
import { suite } from './suite';

type Triplet = [number, number, number];

/** All triplets by three loops. */
export function everyTriplet(labels: number[]): Triplet[] {
  const found: Triplet[] = [];
  labels.forEach((anchor, a) =>
    labels.forEach((positive, p) =>
      labels.forEach((negative, n) => {
        if (a !== p && anchor === positive && anchor !== negative) found.push([a, p, n]);
      }),
    ),
  );
  return found;
}

export function lossByHand(rows: number[][], triplets: Triplet[], margin: number): number {
  const z = rows.map(unit);
  return mean(triplets.map(([a, p, n]) => Math.max(0, squared(z[a], z[p]) - squared(z[a], z[n]) + margin)));
}

export function distancesOf(rows: number[][]): number[][] {
  return rows.map((a) => rows.map((b) => squared(a, b)));
}

/** Every triplet, those in the band, and of each pair the one with the smallest distance. */
export function semiHardByBruteForce(distances: number[][], labels: number[], margin: number): Triplet[] {
  const band = everyTriplet(labels).filter(
    ([a, p, n]) => distances[a][n] > distances[a][p] && distances[a][n] < distances[a][p] + margin,
  );
  return band.filter(([a, p, n]) => {
    const rivals = band.filter((other) => other[0] === a && other[1] === p);
    const smallest = Math.min(...rivals.map((rival) => distances[a][rival[2]]));
    return n === rivals.find((rival) => distances[a][rival[2]] === smallest)![2];
  });
}

/** Tries every similarity as the threshold and counts who gets in. */
export function thresholdByCounting(impostors: number[], far: number): number {
  const allowed = impostors.filter((t) => impostors.filter((s) => s >= t).length / impostors.length <= far);
  return Math.min(Infinity, ...allowed);
}

const people = (...counts: number[]): number[] => counts.flatMap((count, person) => Array<number>(count).fill(person));
const rows = randomRows(31, 5, 3);
const someTriplets: Triplet[] = [
  [0, 1, 2],
  [1, 0, 3],
  [2, 4, 0],
];
const noAnswer = { expected: [] as Triplet[] };
const mined = (
  seed: number,
  labels: number[],
  margin: number,
): { inputs: [number[][], number[], number]; expected: Triplet[]; anyOrder: true } => {
  const distances = distancesOf(randomRows(seed, labels.length, 2));
  return {
    inputs: [distances, labels, margin],
    expected: semiHardByBruteForce(distances, labels, margin),
    anyOrder: true,
  };
};

export default suite({
  slug: '03-facenet',
  title: 'FaceNet',
  exercises: [
    {
      name: 'countTriplets',
      parameters: ['labels'],
      checks: [
        {
          title: 'two people with two pictures each',
          points: 1,
          hint: 1,
          cases: [{ inputs: [[0, 0, 1, 1]], expected: 8 }],
        },
        {
          title: 'two people with ten pictures each',
          points: 1,
          hint: 2,
          cases: [{ inputs: [people(10, 10)], expected: 1800 }],
        },
        {
          title: 'people with different numbers of pictures, in any order',
          points: 2,
          hint: 2,
          cases: [
            { inputs: [[4, 1, 4, 9, 1, 4]], expected: 26 },
            { inputs: [people(1, 2, 3)], expected: everyTriplet(people(1, 2, 3)).length },
          ],
        },
        {
          title: 'no triplet without a pair or without a stranger',
          points: 1,
          hint: 3,
          cases: [
            { inputs: [[0, 1, 2]], expected: 0 },
            { inputs: [[7, 7, 7]], expected: 0 },
            { inputs: [[]], expected: 0 },
          ],
        },
      ],
    },
    {
      name: 'tripletLoss',
      parameters: ['embeddings', 'triplets', 'options'],
      checks: [
        {
          title: 'one triplet by hand',
          points: 1,
          hint: 1,
          cases: [
            { inputs: [tensor([[2, 0], [4, 3], [3, 4]]), [[0, 1, 2]], { margin: 0.5 }], expected: scalar(0.1) }, // prettier-ignore
            { inputs: [tensor([[1, 0], [0, 2], [3, 0]]), [[0, 1, 2]], { margin: 0.2 }], expected: scalar(2.2) }, // prettier-ignore
          ],
        },
        {
          title: 'a triplet that is already far enough counts 0, and the mean runs over all',
          points: 2,
          hint: 2,
          cases: [
            {
              inputs: [tensor([[1, 0], [0, 2], [3, 0]]), [[0, 2, 1], [0, 1, 2]], { margin: 0.2 }], // prettier-ignore
              expected: scalar(1.1),
            },
          ],
        },
        {
          title: 'rows of any length are normalised first',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [tensor(rows), someTriplets, { margin: 2.25 }],
              expected: scalar(lossByHand(rows, someTriplets, 2.25)),
            },
          ],
        },
        {
          title: 'the gradient flows back to the embeddings',
          points: 1,
          hint: 3,
          cases: [
            {
              inputs: [tensor(rows), someTriplets, { margin: 2.25 }],
              gradientOf: 0,
              expected: tensor(numericalGradient((x) => lossByHand(x, someTriplets, 2.25), rows)),
              tolerance: 1e-3,
            },
          ],
        },
      ],
    },
    {
      name: 'semiHardTriplets',
      parameters: ['distances', 'labels', 'margin'],
      checks: [
        {
          title: 'the example: one pair has a negative in the band, the other has none',
          points: 1,
          hint: 1,
          cases: [{ inputs: [[[0, 0.5, 0.6], [0.5, 0, 0.9], [0.6, 0.9, 0]], [0, 0, 1], 0.2], expected: [[0, 1, 2]], anyOrder: true }], // prettier-ignore
        },
        {
          title: 'of several negatives in the band the closest',
          points: 2,
          hint: 2,
          cases: [
            {
              inputs: [[[0, 1, 1.4, 1.2, 0.9], [1, 0, 3, 3, 3], [1.4, 3, 0, 3, 3], [1.2, 3, 3, 0, 3], [0.9, 3, 3, 3, 0]], [0, 0, 1, 2, 3], 0.5], // prettier-ignore
              expected: [[0, 1, 3]],
              anyOrder: true,
            },
          ],
        },
        {
          title: 'a negative at the positive’s own distance, or exactly at the end of the band, is not semi-hard',
          points: 1,
          hint: 3,
          cases: [{ inputs: [[[0, 1, 1, 1.5], [1, 0, 1, 1.5], [1, 1, 0, 1], [1.5, 1.5, 1, 0]], [0, 0, 1, 1], 0.5], ...noAnswer }], // prettier-ignore
        },
        {
          title: 'twelve pictures of three people, against brute force',
          points: 2,
          hint: 2,
          cases: [mined(33, people(4, 4, 4), 1.5)],
        },
      ],
    },
    {
      name: 'thresholdAtFar',
      parameters: ['impostors', 'far'],
      checks: [
        {
          title: 'the example: half may pass',
          points: 1,
          hint: 1,
          cases: [{ inputs: [[0.1, 0.4, 0.3, 0.2], 0.5], expected: 0.3 }],
        },
        {
          title: 'one in four may pass',
          points: 1,
          hint: 1,
          cases: [
            { inputs: [[0.1, 0.4, 0.3, 0.2], 0.25], expected: 0.4 },
            { inputs: [[-0.3, 0.1, -0.4, -0.2], 0.5], expected: -0.2 },
          ],
        },
        {
          title: 'equal similarities are accepted together or not at all',
          points: 2,
          hint: 3,
          cases: [
            { inputs: [[0.1, 0.3, 0.3, 0.2], 0.25], expected: Infinity },
            { inputs: [[0.5, 0.3, 0.3, 0.2], 0.5], expected: 0.5 },
          ],
        },
        {
          title: 'nothing passes at a rate that is too small for so few pairs',
          points: 1,
          hint: 2,
          cases: [{ inputs: [[0.1, 0.4, 0.3, 0.2], 0.1], expected: Infinity }],
        },
      ],
    },
  ],
});
