import type { Watched } from '../../base/watched';
import { renderedOnce } from '../../data/celebrities/rendered-once';
import { Faces, selectFaces } from '../../data/faces';

/** Eight people, as in figure 3 of the ArcFace paper. Of each, some pictures are trained on and others kept back. */
export interface ToyPeople {
  identities: number;
  picturesEach: number;
  /** Of `picturesEach`, those that training does not see. */
  fresh: number;
  size: number;
  seed: number;
  /** As for `renderCelebrities`. */
  hardness: number;
  /** Each person has this share of the previous person's training pictures. Default 1: equally many of each. */
  keep?: number;
}

export const toyPeople: ToyPeople = {
  identities: 8,
  picturesEach: 200,
  fresh: 50,
  size: 32,
  seed: 8,
  hardness: 0.5,
};

/** Training pictures, and fresh ones of the same people. */
export async function toyFaces(
  { fresh, keep = 1, ...people }: ToyPeople,
  watch: Watched = {},
): Promise<{ training: Faces; fresh: Faces }> {
  const faces = await renderedOnce({ ...people, ...watch });
  const pictures = Array.from(faces.labels.keys());
  const trained = people.picturesEach - fresh;
  const isFresh = (index: number): boolean => index % people.picturesEach >= trained;
  const isTrained = (index: number): boolean =>
    index % people.picturesEach < Math.ceil(trained * keep ** faces.labels[index]);
  return {
    training: selectFaces(faces, pictures.filter(isTrained)),
    fresh: selectFaces(faces, pictures.filter(isFresh)),
  };
}
