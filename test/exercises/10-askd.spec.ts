import { scalar, tensor } from '../../src/grading/values';
import { dot, mean, numericalGradient, randomRows, unit } from './oracle';
import { suite } from './suite';

/** Half the squared distance of unit vectors is the cosine distance. */
const apart = (a: number[], b: number[]): number =>
  unit(a).reduce((sum, value, i) => sum + (value - unit(b)[i]) ** 2, 0) / 2;

export function lossByHand(
  channel: number[][],
  spatial: number[][],
  teacherChannel: number[][],
  teacherSpatial: number[][],
): number {
  return mean(channel.map((row, i) => apart(row, teacherChannel[i]) + apart(spatial[i], teacherSpatial[i])));
}

export function mapByHand(picture: number[][][]): number[][] {
  const energy = picture.map((line) => line.map((channels) => dot(channels, channels)));
  const length = Math.sqrt(energy.flat().reduce((sum, value) => sum + value * value, 0));
  return energy.map((line) => line.map((value) => value / length));
}

/** Rows of `width` numbers out of one long row. */
export function folded(row: number[], width: number): number[][] {
  return Array.from({ length: row.length / width }, (_, i) => row.slice(i * width, (i + 1) * width));
}

const [channel, teacherChannel] = [randomRows(101, 3, 5), randomRows(102, 3, 5)];
const [spatial, teacherSpatial] = [randomRows(103, 3, 8), randomRows(104, 3, 8)];
const maps = (rows: number[][]): number[][][] => rows.map((row) => folded(row, 4));
const inputs = [tensor(channel), tensor(maps(spatial)), tensor(teacherChannel), tensor(maps(teacherSpatial))];
const pictures = [105, 106]
  .map((seed) => folded(randomRows(seed, 1, 24)[0], 4))
  .map((cells) => [cells.slice(0, 3), cells.slice(3)]);
export const asTensor = (batch: number[][][][]): ReturnType<typeof tensor> => ({
  tensor: 'float32',
  shape: [batch.length, batch[0].length, batch[0][0].length, batch[0][0][0].length],
  values: batch.flat(3),
});

export default suite({
  slug: '10-askd',
  title: 'A-SKD: small and blurred faces',
  exercises: [
    {
      name: 'attentionMap',
      parameters: ['features'],
      checks: [
        {
          title: 'the example: two positions, two channels',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                asTensor([
                  [
                    [
                      [1, 1],
                      [0, 2],
                    ],
                  ],
                ]),
              ],
              expected: tensor([[[0.4472136, 0.8944272]]]),
            },
          ],
        },
        {
          title: 'the sign of an activation does not matter',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [asTensor([[[[-3], [0], [4]]]])],
              expected: tensor([[[9 / Math.hypot(9, 16), 0, 16 / Math.hypot(9, 16)]]]),
            },
          ],
        },
        {
          title: 'two pictures, each of length 1',
          points: 1,
          hint: 2,
          cases: [{ inputs: [asTensor(pictures)], expected: tensor(pictures.map(mapByHand)) }],
        },
      ],
    },
    {
      name: 'attentionDistillationLoss',
      parameters: ['studentChannel', 'studentSpatial', 'teacherChannel', 'teacherSpatial'],
      checks: [
        {
          title: 'the example: a right angle in the channels',
          points: 1,
          hint: 1,
          cases: [
            {
              inputs: [
                tensor([[1, 0]]),
                tensor([
                  [
                    [1, 2],
                    [3, 4],
                  ],
                ]),
                tensor([[0, 2]]),
                tensor([
                  [
                    [2, 4],
                    [6, 8],
                  ],
                ]),
              ],
              expected: scalar(1),
            },
          ],
        },
        {
          title: 'opposite spatial maps add 2',
          points: 1,
          hint: 2,
          cases: [
            {
              inputs: [
                tensor([[1, 1]]),
                tensor([
                  [
                    [1, 0],
                    [0, 2],
                  ],
                ]),
                tensor([[3, 3]]),
                tensor([
                  [
                    [-1, 0],
                    [0, -2],
                  ],
                ]),
              ],
              expected: scalar(2),
            },
          ],
        },
        {
          title: 'three pictures',
          points: 1,
          hint: 3,
          cases: [{ inputs, expected: scalar(lossByHand(channel, spatial, teacherChannel, teacherSpatial)) }],
        },
        {
          title: 'the gradient flows to the student’s channel maps',
          points: 1,
          hint: 3,
          cases: [
            {
              inputs,
              gradientOf: 0,
              expected: tensor(
                numericalGradient((x) => lossByHand(x, spatial, teacherChannel, teacherSpatial), channel),
              ),
              tolerance: 1e-3,
            },
          ],
        },
      ],
    },
  ],
});
