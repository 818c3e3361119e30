import assert from 'node:assert/strict';
import { transformPoint } from '../../src/data/align';
import type { Picture } from '../../src/data/image';
import { cutSquare, squareToSource, warp, within, type Affine } from '../../src/data/warp';

const grey = (width: number, height: number, values: number[]): Picture => {
  return { width, height, pixels: Uint8Array.from(values.flatMap((value) => [value, value, value])) };
};
const greyOf = ({ pixels }: Picture): number[] => Array.from(pixels).filter((_, i) => i % 3 === 0);

describe('data/warp', () => {
  const picture = grey(2, 2, [0, 100, 200, 40]);

  it('reads between pixels bilinearly', () => {
    assert.deepEqual(
      greyOf(
        warp(
          picture,
          [
            [0.5, 0, 0],
            [0, 0.5, 0],
          ],
          3,
          3,
        ),
      ),
      [0, 50, 100, 100, 85, 70, 200, 120, 40],
    );
  });

  it('carries the edge outwards', () => {
    assert.deepEqual(
      greyOf(
        warp(
          picture,
          [
            [1, 0, -1],
            [0, 1, -1],
          ],
          4,
          4,
        ),
      ),
      [0, 0, 100, 100, 0, 0, 100, 100, 200, 200, 40, 40, 200, 200, 40, 40],
    );
  });

  it('keeps the channels apart', () => {
    const one = { width: 1, height: 1, pixels: Uint8Array.of(10, 20, 30) };
    assert.deepEqual(
      Array.from(
        warp(
          one,
          [
            [1, 0, 0],
            [0, 1, 0],
          ],
          2,
          1,
        ).pixels,
      ),
      [10, 20, 30, 10, 20, 30],
    );
  });

  it('averages when it shrinks: a fine chessboard becomes grey, whatever its phase', () => {
    const board = grey(
      64,
      64,
      Array.from({ length: 64 * 64 }, (_, i) => ((i + (i >> 6)) % 2) * 200),
    );
    for (const side of [64, 60, 57]) {
      const values = greyOf(cutSquare(board, { x: 0, y: 0, side }, 8));
      assert.ok(
        values.every((value) => Math.abs(value - 100) <= 13),
        `${side}: ${values}`,
      );
    }
  });

  it('cuts a square by its outer edges', () => {
    assert.deepEqual(
      greyOf(cutSquare(grey(3, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9]), { x: 1, y: 1, side: 2 }, 2)),
      [5, 6, 8, 9],
    );
    assert.deepEqual(
      greyOf(cutSquare(grey(4, 4, [0, 40, 8, 8, 80, 120, 8, 8, 1, 1, 1, 1, 1, 1, 1, 1]), { x: 0, y: 0, side: 4 }, 2)),
      [60, 8, 1, 1],
    );
    assert.deepEqual(squareToSource({ x: 3, y: 5, side: 10 }, 10), [
      [1, 0, 3],
      [0, 1, 5],
    ]);
  });

  it('within does one after the other', () => {
    const outer: Affine = [
      [2, -1, 5],
      [1, 2, -3],
    ];
    const inner: Affine = [
      [0.5, 0.25, 1],
      [-0.25, 0.5, 2],
    ];
    assert.deepEqual(
      transformPoint(within(outer, inner), [3, 7]),
      transformPoint(outer, transformPoint(inner, [3, 7])),
    );
  });
});
