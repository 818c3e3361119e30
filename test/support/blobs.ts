import { seeded } from '../../src/base/random';
import { Faces } from '../../src/data/faces';

/** Tiny pictures that a small network can tell apart at once: each identity has its own colour and pattern, with noise on top. */
export function blobFaces({ identities, picturesEach, size, seed }: Record<string, number>): Faces {
  const count = identities * picturesEach;
  const pixels = new Uint8Array(count * size * size * 3);
  const labels = new Int32Array(count);
  for (let index = 0; index < count; index++) {
    const identity = Math.floor(index / picturesEach);
    labels[index] = identity;
    const pattern = seeded(seed, 'identity', identity);
    const noise = seeded(seed, 'noise', index);
    for (let i = 0; i < size * size * 3; i++) {
      pixels[index * size * size * 3 + i] = 0.7 * pattern.integer(256) + 0.3 * noise.integer(256);
    }
  }
  const names = Array.from({ length: identities }, (_, identity) => `person ${identity}`);
  return { pixels, count, size, labels, names, sources: Array.from(labels, (label) => names[label]), attributes: {} };
}
