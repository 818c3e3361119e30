import type { Matrix } from '../../base/matrix';
import type { Watched } from '../../base/watched';
import type { World } from '../../data/celebrities/knowledge';
import { renderedOnce } from '../../data/celebrities/rendered-once';
import { selectFaces, type Faces } from '../../data/faces';
import { pairStatistics, rocOfHistogram } from '../../evaluation/verification/pair-statistics';
import { rocOverPeople } from '../../evaluation/verification/people-bootstrap';

/** Drawn people once more who were trained on: pictures that training saw, and new ones of the same people. */
export interface PeopleAgain {
  seen: Faces;
  fresh: Faces;
}

/**
 * Draws the first of the people who were trained on once more, with further pictures: `seen` has the first `pictures` of each that
 * training saw, `fresh` as many that come after those.
 *
 * @param people the drawn people that training saw, with `pictures` pictures each or more
 * @param options identities: how many of them, at most all; pictures of each in either set
 */
export async function peopleAgain(
  people: World,
  { identities, pictures, signal, onProgress }: { identities: number; pictures: number } & Watched,
): Promise<PeopleAgain> {
  const { picturesEach } = people;
  const drawn = await renderedOnce({
    ...people,
    identities: Math.min(identities, people.identities),
    picturesEach: picturesEach + pictures,
    signal,
    onProgress,
  });
  const rows = Array.from(drawn.labels.keys());
  const place = (row: number): number => row % (picturesEach + pictures);
  return {
    seen: selectFaces(drawn, rows.filter((row) => place(row) < pictures)), // prettier-ignore
    fresh: selectFaces(drawn, rows.filter((row) => place(row) >= picturesEach)), // prettier-ignore
  };
}

/** How well a network tells a set of people apart. */
export interface VerifiedPeople {
  /** The false-accept rates asked for, and the true-accept rate at each. */
  far: number[];
  tar: number[];
  /** At the one rate that is spoken of: the true-accept rate, and its 95 % interval over people. */
  spoken: { tar: number; low: number; high: number };
  /** Equal error rate. */
  eer: number;
}

/**
 * The ROC over all pairs, with an interval over people at one of its rates. Errors as in `pairStatistics` and `rocOverPeople`.
 *
 * @param embeddings [n, dim]
 * @param labels [n]
 * @param options far: rates in (0, 1]; at: the one that is spoken of; draws and seed of the bootstrap over people
 */
export async function verifiedPeople(
  embeddings: Matrix,
  labels: ArrayLike<number>,
  { far, at, draws, seed, ...watch }: { far: number[]; at: number; draws: number; seed: number } & Watched,
): Promise<VerifiedPeople> {
  const { tarAtFar, histogram } = await pairStatistics(embeddings, labels, { fars: [...far, at] });
  const { lower, upper } = await rocOverPeople(embeddings, labels, { fars: [at], draws, seed, ...watch });
  const tars = tarAtFar.map(({ tar }) => tar);
  return {
    far,
    tar: tars.slice(0, -1),
    spoken: { tar: tars[far.length], low: lower[0], high: upper[0] },
    eer: rocOfHistogram(histogram).eer,
  };
}
