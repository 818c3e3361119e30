import { dot, randomRows, unit } from './oracle';
import { suite } from './suite';

/** Multiplies probabilities instead of adding logarithms: good for small logits only. */
export function surprise(logits: number[], label: number): number {
  return -Math.log(Math.exp(logits[label]) / logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
}

export function chiSquareByParts(f: number[], g: number[], w: number[]): number {
  const parts = f.map((value, i) => (value === g[i] ? 0 : w[i] * (value + g[i] - (4 * value * g[i]) / (value + g[i]))));
  return parts.reduce((sum, part) => sum + part, 0);
}

/** Picks neighbours one after another, and asks each identity for its votes and its best rank. */
export function identityByRanks(gallery: number[][], labels: number[], probe: number[], k: number): number {
  const left = gallery.map((row, index) => ({ label: labels[index], cosine: dot(unit(row), unit(probe)) }));
  const ranked: number[] = [];
  while (ranked.length < k) {
    const best = left.reduce((nearest, item) => (item.cosine > nearest.cosine ? item : nearest));
    ranked.push(best.label);
    left.splice(left.indexOf(best), 1);
  }
  const people = [...new Set(ranked)];
  const most = Math.max(...people.map((person) => ranked.filter((label) => label === person).length));
  return people.find((person) => ranked.filter((label) => label === person).length === most)!;
}

const logits = randomRows(11, 1, 6)[0];
const [f, g, w] = randomRows(12, 3, 8).map((row) => row.map(Math.abs));
export const crowd = randomRows(13, 12, 3);
export const names = [3, 8, 8, 3, 1, 1, 8, 3, 1, 5, 5, 3];
const probe = [0.5, -1, 0.25];

export default suite({
  slug: '01-deepface',
  title: 'DeepFace',
  exercises: [
    {
      name: 'softmaxCrossEntropy',
      parameters: ['logits', 'label'],
      checks: [
        {
          title: 'two equal logits',
          points: 1,
          hint: 1,
          cases: [
            { inputs: [[0, 0], 1], expected: 0.6931471805599453 },
            { inputs: [[3, 3, 3, 3], 2], expected: Math.log(4) },
          ],
        },
        {
          title: 'six random logits, every class',
          points: 1,
          hint: 1,
          cases: [0, 3, 5].map((label) => ({ inputs: [logits, label], expected: surprise(logits, label) })),
        },
        {
          title: 'very large logits do not overflow',
          points: 1,
          hint: 2,
          cases: [
            { inputs: [[1000, 1001], 1], expected: 0.3132616875182228 },
            { inputs: [[2000, 0], 1], expected: 2000 },
          ],
        },
        {
          title: 'very small logits do not underflow',
          points: 1,
          hint: 3,
          cases: [{ inputs: [[-1000, -1001], 0], expected: 0.3132616875182228 }],
        },
      ],
    },
    {
      name: 'chiSquareDistance',
      parameters: ['f', 'g', 'weights'],
      checks: [
        {
          title: 'the example',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                [1, 3],
                [3, 1],
                [1, 2],
              ],
              expected: 3,
            },
          ],
        },
        {
          title: 'eight random coordinates',
          points: 1,
          hint: 1,
          cases: [{ inputs: [f, g, w], expected: chiSquareByParts(f, g, w) }],
        },
        {
          title: 'coordinates that are zero in both count nothing',
          points: 1,
          hint: 2,
          cases: [
            {
              inputs: [
                [0, 2, 0],
                [0, 0, 0],
                [5, 1.5, 1],
              ],
              expected: 3,
            },
          ],
        },
      ],
    },
    {
      name: 'nearestIdentity',
      parameters: ['gallery', 'labels', 'probe', 'k'],
      checks: [
        {
          title: 'the example with one neighbour',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                [
                  [1, 0],
                  [0, 1],
                  [1, 1],
                ],
                [5, 6, 6],
                [2, 1],
                1,
              ],
              expected: 6,
            },
          ],
        },
        {
          title: 'a long vector is not nearer: only the direction counts',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                [
                  [9, 9],
                  [0.2, 0.01],
                ],
                [1, 2],
                [5, 0],
                1,
              ],
              expected: 2,
            },
            {
              inputs: [
                [
                  [0.1, 0.2],
                  [7, 1],
                ],
                [3, 4],
                [1, 2],
                1,
              ],
              expected: 3,
            },
          ],
        },
        {
          title: 'the majority of three outvotes the nearest',
          points: 1,
          hint: 2,
          cases: [
            {
              inputs: [
                [
                  [1, 0],
                  [1, 0.5],
                  [1, -0.6],
                  [-1, 0],
                ],
                [4, 7, 7, 4],
                [1, 0.05],
                3,
              ],
              expected: 7,
            },
          ],
        },
        {
          title: 'a tie goes to the nearest',
          points: 1,
          hint: 3,
          cases: [
            {
              inputs: [
                [
                  [0, 1],
                  [1, 0.2],
                  [1, 1],
                  [1, -1],
                ],
                [1, 2, 1, 2],
                [1, 0],
                4,
              ],
              expected: 2,
            },
            {
              inputs: [
                [
                  [0, 1],
                  [1, 0.2],
                  [1, 1],
                  [1, -1],
                ],
                [2, 1, 2, 1],
                [1, 0],
                4,
              ],
              expected: 1,
            },
          ],
        },
        {
          title: 'twelve random pictures',
          points: 1,
          hint: 2,
          cases: [1, 3, 4, 7].map((k) => ({
            inputs: [crowd, names, probe, k],
            expected: identityByRanks(crowd, names, probe, k),
          })),
        },
      ],
    },
  ],
});
