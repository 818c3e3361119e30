import { dot, randomRows, unit } from './oracle';
import { suite } from './suite';

/** For each rate the best true accept rate of any threshold that keeps it. */
export function rewardBySearch(genuine: number[], impostors: number[], fars: number[], weights: number[]): number {
  const above = (values: number[], t: number): number => values.filter((value) => value >= t).length;
  const thresholds = [...genuine, ...impostors, Infinity];
  const rates = fars.map((far) =>
    Math.max(
      ...thresholds
        .filter((t) => above(impostors, t) / impostors.length <= far)
        .map((t) => above(genuine, t) / genuine.length),
    ),
  );
  return dot(rates, weights);
}

/** Walks along the links from each class and takes the smallest class it meets. */
export function groupsByWalking(means: number[][], threshold: number): number[] {
  const linked = (a: number, b: number): boolean => dot(unit(means[a]), unit(means[b])) > threshold;
  return means.map((_, start) => {
    const met = [start];
    for (const here of met) means.forEach((_row, next) => !met.includes(next) && linked(here, next) && met.push(next));
    return Math.min(...met);
  });
}

/** By the mean cosine to all pictures of the class: x · μ = Σ_j x · x_j. */
export function keptByPairs(x: number[][], labels: number[], threshold: number): number[] {
  const z = x.map(unit);
  return labels.map((label, i) => {
    const own = z.filter((_, j) => labels[j] === label);
    const along = own.reduce((sum, other) => sum + dot(z[i], other), 0);
    const length = Math.sqrt(own.reduce((sum, a) => sum + own.reduce((inner, b) => inner + dot(a, b), 0), 0));
    return along / length < threshold ? -1 : label;
  });
}

const genuine = randomRows(131, 1, 30)[0].map((value) => value + 1.5);
const impostors = randomRows(132, 1, 40)[0];
const fars = [0.25, 0.125, 0.01];
const weights = [0.5, 0.25, 0.25];
const means = randomRows(133, 9, 3);
const faces = randomRows(134, 10, 2);
const filed = [0, 3, 3, 7, 0, 3, 7, 7, 0, 7];
/** Three directions 40 degrees apart: neighbours are alike, the ends are not. */
export const chain = [0, 80, 40].map((degrees) => [
  Math.cos((degrees * Math.PI) / 180),
  Math.sin((degrees * Math.PI) / 180),
]);

export default suite({
  slug: '13-search',
  title: 'Comprehensive search',
  exercises: [
    {
      name: 'searchReward',
      parameters: ['genuine', 'impostors', 'fars', 'weights'],
      checks: [
        {
          title: 'the example: two rates',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                [0.9, 0.5],
                [0.7, 0.1],
                [0, 0.5],
                [0.75, 0.25],
              ],
              expected: 0.625,
            },
          ],
        },
        {
          title: 'an impostor above all leaves nothing',
          points: 1,
          hint: 3,
          cases: [{ inputs: [[0.5, 0.6], [0.9, 0.1], [0.1], [1]], expected: 0 }],
        },
        {
          title: 'an impostor as similar as a true pair is accepted with it',
          points: 1,
          hint: 2,
          cases: [{ inputs: [[0.8, 0.5], [0.5, 0.1], [0], [1]], expected: 0.5 }],
        },
        {
          title: 'seventy pairs, three rates',
          points: 1,
          hint: 2,
          cases: [
            {
              inputs: [genuine, impostors, fars, weights],
              expected: rewardBySearch(genuine, impostors, fars, weights),
            },
          ],
        },
      ],
    },
    {
      name: 'mergeClasses',
      parameters: ['means', 'threshold'],
      checks: [
        {
          title: 'the example: two of three',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                [
                  [1, 0],
                  [0, 1],
                  [0.1, 1],
                ],
                0.9,
              ],
              expected: [0, 1, 1],
            },
          ],
        },
        {
          title: 'only the direction counts, and exactly at the threshold nothing is joined',
          points: 1,
          hint: 3,
          cases: [
            {
              inputs: [
                [
                  [9, 0],
                  [0.1, 0.01],
                  [0, 5],
                ],
                0.9,
              ],
              expected: [0, 0, 2],
            },
            {
              inputs: [
                [
                  [1, 0],
                  [0, 1],
                ],
                0,
              ],
              expected: [0, 1],
            },
          ],
        },
        {
          title: 'links carry on',
          points: 2,
          hint: 2,
          cases: [
            { inputs: [chain, 0.7], expected: [0, 0, 0] },
            { inputs: [[chain[2], chain[0], [-1, -1], chain[1]], 0.7], expected: [0, 0, 2, 0] },
          ],
        },
        {
          title: 'nine classes',
          points: 1,
          hint: 2,
          cases: [0.3, 0.7, 0.95].map((threshold) => ({
            inputs: [means, threshold],
            expected: groupsByWalking(means, threshold),
          })),
        },
      ],
    },
    {
      name: 'filterClasses',
      parameters: ['embeddings', 'labels', 'threshold'],
      checks: [
        {
          title: 'the example: one of three is dropped',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                [
                  [1, 0],
                  [2, 0],
                  [0, 1],
                ],
                [4, 4, 4],
                0.5,
              ],
              expected: [4, 4, -1],
            },
          ],
        },
        {
          title: 'a long embedding counts no more than a short one',
          points: 1,
          hint: 2,
          cases: [
            {
              inputs: [
                [
                  [1, 0],
                  [1, 0],
                  [0, 100],
                ],
                [4, 4, 4],
                0.5,
              ],
              expected: [4, 4, -1],
            },
          ],
        },
        {
          title: 'a class of one picture stays',
          points: 1,
          hint: 3,
          cases: [
            {
              inputs: [
                [
                  [1, 2],
                  [0, -3],
                ],
                [0, 1],
                0.99,
              ],
              expected: [0, 1],
            },
          ],
        },
        {
          title: 'ten pictures of three classes',
          points: 1,
          hint: 3,
          cases: [0, 0.6].map((threshold) => ({
            inputs: [faces, filed, threshold],
            expected: keptByPairs(faces, filed, threshold),
          })),
        },
      ],
    },
  ],
});
