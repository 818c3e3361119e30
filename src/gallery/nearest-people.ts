import type { Matrix } from '../base/matrix';
import type { Watched } from '../base/watched';
import type { Gallery } from './gallery';

/** A person of a gallery, with their picture that is nearest to the probe. */
export interface NearestPerson {
  name: string;
  /** As the given function measures it. */
  distance: number;
  picture: string;
}

/** So many pictures are looked at first: beside the nearest by cosine there are those that another distance may prefer. */
const first = 50;

/**
 * The people nearest to a picture: a person is as near as their nearest picture. Pictures are found by their cosine and
 * compared by `distance`, which may be another one, such as that of the pretrained descriptor.
 *
 * @param probe [1, dim]
 * @param options count: how many people; fewer come back where the gallery has fewer
 */
export async function nearestPeople(
  gallery: Gallery,
  probe: Matrix,
  {
    count,
    distance,
    signal,
  }: { count: number; distance: (a: ArrayLike<number>, b: ArrayLike<number>) => number } & Pick<Watched, 'signal'>,
): Promise<NearestPerson[]> {
  const size = await gallery.size();
  for (let topK = Math.max(first, 4 * count); ; topK *= 2) {
    const [matches] = await gallery.search(probe, { topK, signal });
    const nearest = new Map<string, NearestPerson>();
    for (const { name, source, embedding } of matches) {
      const far = distance(probe.values, embedding);
      if (far < (nearest.get(name)?.distance ?? Infinity)) nearest.set(name, { name, distance: far, picture: source });
    }
    if (nearest.size >= count || topK >= 2 * size)
      return [...nearest.values()].sort((a, b) => a.distance - b.distance).slice(0, count);
  }
}
