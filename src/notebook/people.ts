import type { Faces } from '../data/faces';

/** The first name of the person on a picture: what stands before the hyphen. */
export function firstName({ names, labels }: Pick<Faces, 'names' | 'labels'>, row: number): string {
  return names[labels[row]].split('-')[0];
}

/** Rows of the first `each` pictures of the first `people` people, person by person. */
export function firstPictures({ labels }: Pick<Faces, 'labels'>, people: number, each: number): number[] {
  const rows = Array.from(labels.keys());
  return Array.from({ length: people }, (_, person) =>
    rows.filter((row) => labels[row] === person).slice(0, each),
  ).flat();
}
