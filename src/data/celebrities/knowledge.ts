import type { Faces } from '../faces';
import { attributesOf, everydayHardness, nameOf, personOf, variationOf } from './people';
import type { RenderOptions } from './render';

/** What is known of drawn pictures without drawing them: who they show, where they come from, their attributes. */
export function drawnKnowledge({
  identities,
  picturesEach,
  size,
  seed,
  firstIdentity = 0,
  hardness = everydayHardness,
}: RenderOptions): Omit<Faces, 'pixels'> {
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
