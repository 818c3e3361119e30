import type { Faces } from '../data/faces';

/** The first name of the person on a picture: what stands before the hyphen. */
export function firstName({ names, labels }: Pick<Faces, 'names' | 'labels'>, row: number): string {
  return names[labels[row]].split('-')[0];
}
