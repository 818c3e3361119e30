import type { HiddenCases } from '../../../src/grading/exercise';
import { scalar, tensor } from '../../../src/grading/values';
import { asTensor, folded, lossByHand, mapByHand } from '../10-askd.spec';
import { numericalGradient, randomRows } from '../oracle';

const [channel, teacherChannel] = [randomRows(201, 2, 3), randomRows(202, 2, 3)];
const [spatial, teacherSpatial] = [randomRows(203, 2, 6), randomRows(204, 2, 6)];
const maps = (rows: number[][]): number[][][] => rows.map((row) => folded(row, 2));
const inputs = [tensor(channel), tensor(maps(spatial)), tensor(teacherChannel), tensor(maps(teacherSpatial))];
const spatialGradient = numericalGradient((x) => lossByHand(channel, x, teacherChannel, teacherSpatial), spatial);
const picture = [folded(randomRows(205, 1, 10)[0], 5)];

export const hidden: HiddenCases = {
  attentionMap: {
    'the example: two positions, two channels': [
      {
        inputs: [
          asTensor([
            [
              [
                [2, 0],
                [0, 0],
              ],
            ],
          ]),
        ],
        expected: tensor([[[1, 0]]]),
      },
    ],
    'two pictures, each of length 1': [
      {
        inputs: [asTensor([picture, [picture[0].map((cell) => cell.map((value) => value * 3 + 1))]])],
        expected: tensor([
          mapByHand(picture),
          mapByHand([picture[0].map((cell) => cell.map((value) => value * 3 + 1))]),
        ]),
      },
    ],
  },
  attentionDistillationLoss: {
    'the example: a right angle in the channels': [
      { inputs: [tensor([[0, 0, 5]]), tensor([[[1]]]), tensor([[2, 1, 0]]), tensor([[[7]]])], expected: scalar(1) },
    ],
    'three pictures': [{ inputs, expected: scalar(lossByHand(channel, spatial, teacherChannel, teacherSpatial)) }],
    'the gradient flows to the student’s channel maps': [
      { inputs, gradientOf: 1, expected: tensor(maps(spatialGradient)), tolerance: 1e-3 },
    ],
  },
};
