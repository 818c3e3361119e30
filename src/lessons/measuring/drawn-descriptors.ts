import type { Matrix } from '../../base/matrix';
import { seeded } from '../../base/random';

/** Descriptors of people who do not exist. */
export interface DrawnDescriptors {
  /** [people × pictures, dim], of unit length; picture p of person i in row i × pictures + p. */
  gallery: Matrix;
  /** [mated, dim], a further picture of each of the first people. */
  mated: Matrix;
  /** [strangers, dim], one picture each of people who are not in the gallery. */
  strangers: Matrix;
}

/**
 * Draws descriptors for measuring a search at any size. A person is a direction u in a random subspace of `freedom` dimensions of
 * the `dim`, a picture of theirs (u + spread · v) / |u + spread · v| with another direction v of the subspace: the less freedom,
 * the closer strangers come, as descriptors of faces do, whose numbers depend on each other. Two pictures of a person are
 * 1 / (1 + spread²) similar on average.
 *
 * Not what a network would give: every direction is as likely, and all people vary alike.
 *
 * @param options freedom up to dim, which is every direction
 */
export function drawnDescriptors({
  people,
  pictures = 4,
  mated,
  strangers,
  dim = 128,
  freedom = 32,
  spread = 0.7,
  seed,
}: {
  people: number;
  pictures?: number;
  mated: number;
  strangers: number;
  dim?: number;
  freedom?: number;
  spread?: number;
  seed: number;
}): DrawnDescriptors {
  const { normal } = seeded(seed, 'descriptors');
  const axes = Float64Array.from({ length: freedom * dim }, normal);
  const place = new Float64Array(freedom);

  function direction(): Float64Array {
    const drawn = new Float64Array(dim);
    if (freedom >= dim) for (let d = 0; d < dim; d++) drawn[d] = normal();
    else {
      for (let axis = 0; axis < freedom; axis++) place[axis] = normal();
      for (let axis = 0; axis < freedom; axis++)
        for (let d = 0; d < dim; d++) drawn[d] += place[axis] * axes[axis * dim + d];
    }
    return scaled(drawn);
  }
  const picture = (person: Float64Array): Float64Array => {
    const other = direction();
    for (let d = 0; d < dim; d++) other[d] = person[d] + spread * other[d];
    return scaled(other);
  };
  const empty = (rows: number): Matrix => ({ values: new Float32Array(rows * dim), rows, columns: dim });

  const drawn = { gallery: empty(people * pictures), mated: empty(mated), strangers: empty(strangers) };
  for (let person = 0; person < people; person++) {
    const own = direction();
    for (let p = 0; p < pictures; p++) drawn.gallery.values.set(picture(own), (person * pictures + p) * dim);
    if (person < mated) drawn.mated.values.set(picture(own), person * dim);
  }
  for (let stranger = 0; stranger < strangers; stranger++)
    drawn.strangers.values.set(picture(direction()), stranger * dim);
  return drawn;
}

/** The vector at length 1, in place. */
function scaled(vector: Float64Array): Float64Array {
  let squares = 0;
  for (let d = 0; d < vector.length; d++) squares += vector[d] * vector[d];
  const length = Math.sqrt(squares);
  for (let d = 0; d < vector.length; d++) vector[d] /= length;
  return vector;
}
