import type { Picture } from './image';

/**
 * Aligned faces in memory, RGB, 8 bits per channel: the form in which every stage after `data/` meets pictures, whether
 * they were rendered, read from a folder of photographs or come from LFW.
 */
export interface Faces {
  /** [count, size, size, 3], row after row, red green blue. */
  pixels: Uint8Array;
  count: number;
  /** Side of the square picture in pixels. */
  size: number;
  /** [count], index into `names`. */
  labels: Int32Array;
  /** Name of each identity. */
  names: string[];
  /** [count], where each picture came from: a path, or how it was rendered. */
  sources: string[];
  /** What is known about each picture, one number per picture: `{ glasses: [0, 1, …], yaw: [−0.3, …] }`. Empty for photographs. */
  attributes: Record<string, Float32Array>;
}

/** Picture `index`. Its pixels are a view of the faces', not a copy. */
export function pictureOf({ pixels, size }: Pick<Faces, 'pixels' | 'size'>, index: number): Picture {
  const length = size * size * 3;
  return { width: size, height: size, pixels: pixels.subarray(index * length, (index + 1) * length) };
}

/** A new set with the chosen pictures, in the order given. Identities without a picture are dropped and labels renumbered. */
export function selectFaces(faces: Faces, indices: ArrayLike<number>): Faces {
  const kept = Array.from(indices);
  const used = [...new Set(kept.map((index) => faces.labels[index]))].sort((a, b) => a - b);
  const renumbered = new Map(used.map((label, position) => [label, position]));
  const length = faces.size * faces.size * 3;
  const pixels = new Uint8Array(kept.length * length);
  kept.forEach((index, position) => pixels.set(pictureOf(faces, index).pixels, position * length));
  return {
    pixels,
    count: kept.length,
    size: faces.size,
    labels: Int32Array.from(kept, (index) => renumbered.get(faces.labels[index])!),
    names: used.map((label) => faces.names[label]),
    sources: kept.map((index) => faces.sources[index]),
    attributes: Object.fromEntries(
      Object.entries(faces.attributes).map(([name, values]) => [
        name,
        Float32Array.from(kept, (index) => values[index]),
      ]),
    ),
  };
}
