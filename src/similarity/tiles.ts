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

const tileRows = 1024;
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

/** Tiles that hold every pair i < j of one set at least once: those with only i >= j are left out. */
export function upperTiles(count: number): Tile[] {
  return allTiles(count, count).filter((tile) => tile.rowStart < tile.columnEnd - 1);
}

/**
 * Yields the float32 cosines of the tiles, rows taken in `rowOrder` and columns in `columnOrder`.
 * On the engine: all rows, one strip of 4,096 columns and one block of at most 1,024 × 4,096 (16 MiB); on the host one
 * block. Lets other work in after every block.
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
  let strip: tf.Tensor2D | undefined;
  let stripStart = -1;
  try {
    for (let done = 0; done < tiles.length; done++) {
      signal?.throwIfAborted();
      const tile = tiles[done];
      if (tile.columnStart !== stripStart) {
        strip?.dispose();
        strip = unitTensor(columns, columnOrder, tile.columnStart, tile.columnEnd);
        stripStart = tile.columnStart;
      }
      const product = tf.tidy(() =>
        tf.matMul(tf.slice(rowUnits, [tile.rowStart, 0], [tile.rowEnd - tile.rowStart, -1]), strip!, false, true),
      );
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
