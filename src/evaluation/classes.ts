import { expect } from '../base/errors';
import type { Matrix } from '../base/matrix';

/** The labels that occur, in order of appearance. Throws unless each embedding has one, and at least two differ. */
export function classesOf(embeddings: Matrix, labels: ArrayLike<number>, what: 'Angles' | 'Distances'): number[] {
  expect(
    labels.length === embeddings.rows,
    `There are ${labels.length} labels for ${embeddings.rows} embeddings: pass one label for each.`,
  );
  const classes = [...new Set(Array.from(labels))];
  expect(
    classes.length >= 2,
    `${what} between classes need two classes or more, but the labels name ${classes.length}.`,
  );
  return classes;
}
