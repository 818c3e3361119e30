import * as tf from '@tensorflow/tfjs';
import { breathe, type Watched } from '../base/watched';
import { unitTensor, type Directions } from './cosine';

/** A rectangle of the table of all similarities: rows [rowStart, rowEnd), columns [columnStart, columnEnd). */
export interface Tile {
  rowStart: number;
  rowEnd: number;
  columnStart: number;
  columnEnd: number;
}

/** A tile with its cosines, row after row. */
export interface Block extends Tile {
  values: Float32Array;
}

const tileRows = 512;
const tileColumns = 4096;

/** Tiles that cover rows × columns, column strip by column strip. */
export function allTiles(rows: number, columns: number): Tile[] {
  const tiles: Tile[] = [];
  for (let columnStart = 0; columnStart < columns; columnStart += tileColumns) {
    for (let rowStart = 0; rowStart < rows; rowStart += tileRows) {
      tiles.push({
        rowStart,
        rowEnd: Math.min(rows, rowStart + tileRows),
        columnStart,
        columnEnd: Math.min(columns, columnStart + tileColumns),
      });
    }
  }
  return tiles;
}

/** Tiles that hold every pair i < j of one set once, and little else: what lies left of a tile's first pair is cut off. */
export function upperTiles(count: number): Tile[] {
  return allTiles(count, count)
    .filter((tile) => tile.rowStart < tile.columnEnd - 1)
    .map((tile) => ({ ...tile, columnStart: Math.max(tile.columnStart, tile.rowStart) }));
}

/**
 * Yields the float32 cosines of the tiles, rows taken in `rowOrder` and columns in `columnOrder`.
 * On the engine: all rows, one strip of 4,096 columns (a part of the rows where both are one set in one order) and one block of at
 * most 512 × 4,096 (8 MiB); on the host one block. Lets other work in after every block.
 */
export async function* similarityBlocks(
  rows: Directions,
  rowOrder: ArrayLike<number>,
  columns: Directions,
  columnOrder: ArrayLike<number>,
  tiles: Tile[],
  { onProgress, signal }: Watched = {},
): AsyncGenerator<Block> {
  const rowUnits = unitTensor(rows, rowOrder, 0, rowOrder.length);
  const oneSet = rows === columns && rowOrder === columnOrder;
  let strip: tf.Tensor2D | undefined;
  let stripStart = -1;
  try {
    for (let done = 0; done < tiles.length; done++) {
      signal?.throwIfAborted();
      const tile = tiles[done];
      if (tile.columnStart !== stripStart) {
        strip?.dispose();
        strip = oneSet
          ? cut(rowUnits, tile.columnStart, tile.columnEnd)
          : unitTensor(columns, columnOrder, tile.columnStart, tile.columnEnd);
        stripStart = tile.columnStart;
      }
      const product = tf.tidy(() => tf.matMul(cut(rowUnits, tile.rowStart, tile.rowEnd), strip!, false, true));
      let values: Float32Array;
      try {
        values = (await product.data()) as Float32Array;
      } finally {
        product.dispose();
      }
      yield { ...tile, values };
      onProgress?.(done + 1, tiles.length);
      await breathe();
    }
  } finally {
    strip?.dispose();
    rowUnits.dispose();
  }
}

function cut(rows: tf.Tensor2D, start: number, end: number): tf.Tensor2D {
  return tf.slice(rows, [start, 0], [end - start, -1]);
}
