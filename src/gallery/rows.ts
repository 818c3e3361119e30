import { expect } from '../base/errors';
import type { Matrix } from '../base/matrix';
import { checkFinite, checkShape } from '../similarity/checks';
import type { GalleryPicture } from './gallery';

/** The label of a row that nobody has: a deleted person's, which the next picture takes. */
export const nobody = -1;

/**
 * What a gallery keeps in memory: a row of numbers, a person and a source per picture. The numbers of `values` beyond
 * rows × dim are room for more.
 */
export class GalleryRows {
  /** People by label; a deleted person's name is empty. */
  names: string[] = [];
  /** Person of each row, or {@link nobody}. */
  labels: number[] = [];
  sources: string[] = [];
  values: Float32Array;
  /** Rows that nobody has. */
  empty: number[] = [];
  private labelOf = new Map<string, number>();

  constructor(readonly dim: number) {
    this.values = new Float32Array(dim);
  }

  /** Rows as they were saved. */
  static from(dim: number, saved: Pick<GalleryRows, 'names' | 'labels' | 'sources' | 'values'>): GalleryRows {
    const rows = Object.assign(new GalleryRows(dim), saved);
    saved.names.forEach((name, label) => name !== '' && rows.labelOf.set(name, label));
    for (let row = rows.count - 1; row >= 0; row--) if (rows.labels[row] === nobody) rows.empty.push(row);
    return rows;
  }

  /** Rows with and without a picture. */
  get count(): number {
    return this.labels.length;
  }

  /** Pictures. */
  get size(): number {
    return this.count - this.empty.length;
  }

  /** All rows, [count, dim], without a copy. */
  get matrix(): Matrix {
    return { values: this.values.subarray(0, this.count * this.dim), rows: this.count, columns: this.dim };
  }

  /** The pictures of all rows that somebody has. */
  pictures(): GalleryPicture[] {
    return this.labels.flatMap((label, row) => (label === nobody ? [] : [this.picture(row)]));
  }

  picture(row: number): GalleryPicture {
    return { name: this.names[this.labels[row]], source: this.sources[row] };
  }

  embedding(row: number): Float32Array {
    return this.values.subarray(row * this.dim, (row + 1) * this.dim);
  }

  /** Takes the pictures in and returns their rows: first those that nobody has, then new ones. */
  add(pictures: GalleryPicture[], embeddings: Matrix): number[] {
    checkEmbeddings(embeddings, 'embeddings', this.dim);
    checkFinite(embeddings, 'embeddings');
    checkPictures(pictures, embeddings.rows);
    this.makeRoom(this.count + Math.max(0, pictures.length - this.empty.length));
    return pictures.map(({ name, source }, index) => {
      const row = this.empty.pop() ?? this.count;
      this.labels[row] = this.label(name);
      this.sources[row] = source;
      const first = index * this.dim;
      this.values.set(embeddings.values.subarray(first, first + this.dim), row * this.dim);
      return row;
    });
  }

  /** Empties the rows of a person, with zeros in place of the numbers, and returns them. */
  remove(name: string): number[] {
    const label = this.labelOf.get(name);
    if (label === undefined) return [];
    this.labelOf.delete(name);
    this.names[label] = '';
    const rows: number[] = [];
    for (let row = 0; row < this.count; row++) if (this.labels[row] === label) rows.push(row);
    this.clear(rows);
    return rows;
  }

  /** Empties these rows. */
  clear(rows: number[]): void {
    for (const row of rows.slice().reverse()) {
      this.labels[row] = nobody;
      this.sources[row] = '';
      this.embedding(row).fill(0);
      this.empty.push(row);
    }
  }

  /** Closes the gaps that deleted people left: rows move up and keep their order. */
  close(): void {
    if (this.empty.length === 0) return;
    const before = { labels: this.labels, names: this.names, sources: this.sources };
    const kept = before.labels.flatMap((label, row) => (label === nobody ? [] : [row]));
    this.names = [];
    this.labelOf = new Map();
    this.labels = [];
    this.sources = [];
    this.empty = [];
    kept.forEach((from, row) => {
      this.labels.push(this.label(before.names[before.labels[from]]));
      this.sources.push(before.sources[from]);
      this.values.copyWithin(row * this.dim, from * this.dim, (from + 1) * this.dim);
    });
    this.values.fill(0, kept.length * this.dim);
  }

  private label(name: string): number {
    let label = this.labelOf.get(name);
    if (label === undefined) {
      label = this.names.push(name) - 1;
      this.labelOf.set(name, label);
    }
    return label;
  }

  /** Room grows by half, so that many small additions copy each number a few times only. */
  private makeRoom(rows: number): void {
    if (rows * this.dim <= this.values.length) return;
    const larger = new Float32Array(Math.max(rows, Math.ceil((1.5 * this.values.length) / this.dim)) * this.dim);
    larger.set(this.values);
    this.values = larger;
  }
}

/** Throws unless the rows have as many numbers as the gallery's. */
export function checkEmbeddings(embeddings: Matrix, name: string, dim: number): void {
  checkShape(embeddings, name);
  expect(
    embeddings.columns === dim,
    `The gallery keeps vectors of ${dim} numbers, but ${name} has ${embeddings.columns} columns: ` +
      `embed with the network that the gallery was made with.`,
  );
}

/** Throws unless there is one picture per row, each with a name. */
export function checkPictures(pictures: GalleryPicture[], rows: number): void {
  expect(
    pictures.length === rows,
    `There are ${pictures.length} pictures but ${rows} embeddings: pass one row per picture.`,
  );
  const unnamed = pictures.findIndex(({ name }) => name === '');
  expect(unnamed < 0, `Picture ${unnamed} has an empty name: name the person on it.`);
}
