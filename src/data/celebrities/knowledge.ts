import type { Faces } from '../faces';
import { attributesOf, everydayHardness, nameOf, personOf, variationOf } from './people';

/** Which people are drawn, and how. */
export interface World {
  /** How many people. */
  identities: number;
  picturesEach: number;
  /** Side of a picture in pixels. */
  size: number;
  seed: number;
  /** Number of the first person. People of one seed are the same whatever range is asked for: ranges apart share nobody. */
  firstIdentity?: number;
  /** 0: passport pictures, 1: pictures in the wild. Default {@link everydayHardness}. */
  hardness?: number;
}

/** What is known of drawn pictures without drawing them: who they show, where they come from, their attributes. */
export function drawnKnowledge({
  identities,
  picturesEach,
  size,
  seed,
  firstIdentity = 0,
  hardness = everydayHardness,
}: World): Omit<Faces, 'pixels'> {
  const count = identities * picturesEach;
  const attributes: Record<string, Float32Array> = {};
  for (let index = 0; index < count; index++) {
    const number = firstIdentity + Math.floor(index / picturesEach);
    const known = attributesOf(personOf(seed, number), variationOf(seed, number, index % picturesEach, hardness));
    for (const [name, value] of Object.entries(known)) (attributes[name] ??= new Float32Array(count))[index] = value;
  }
  return {
    count,
    size,
    labels: Int32Array.from({ length: count }, (_, index) => Math.floor(index / picturesEach)),
    names: Array.from({ length: identities }, (_, person) => nameOf(seed, firstIdentity + person)),
    sources: Array.from(
      { length: count },
      (_, index) =>
        `drawn: seed ${seed}, person ${firstIdentity + Math.floor(index / picturesEach)}, picture ${index % picturesEach}`,
    ),
    attributes,
  };
}
