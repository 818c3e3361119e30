import { rowOf, unitRows } from '../../base/matrix';
import { pictureOf, type Faces } from '../../data/faces';
import type { Picture } from '../../data/image';
import { relationsOf, type View } from './relations';

/** A row of pictures with what stands below each: the person in a blue frame, then the others. */
export interface LookAlikeRow {
  name: string;
  pictures: { picture: Picture; caption: string; frame: 'right' | 'neither' }[];
}

/**
 * People whom a network could mistake for somebody else: each row is one of them and the identities that are listed for them, with the
 * cosine of the prototypes. Shown are the people whose first one is nearest, each by the picture nearest to the prototype.
 *
 * @param related for each identity others, the most similar first
 */
export function lookAlikeRows(
  faces: Faces,
  view: View,
  related: number[][],
  { people, others }: { people: number; others: number },
): LookAlikeRow[] {
  const { prototypes } = view;
  const toPrototypes = relationsOf(
    { student: { embeddings: prototypes, prototypes }, teacher: { embeddings: prototypes, prototypes } },
    Array.from({ length: prototypes.rows }, (_, label) => label),
    related,
  );
  const cosinesOf = (label: number): number[] =>
    toPrototypes.filter(({ row }) => row === label).map(({ teacher }) => teacher);
  const units = [view.embeddings, prototypes].map(unitRows);
  const typical = (label: number): number => {
    const own = Array.from(faces.labels.keys()).filter((index) => faces.labels[index] === label);
    const center = rowOf(units[1], label);
    const nearness = (index: number): number =>
      Array.from(rowOf(units[0], index)).reduce((sum, x, d) => sum + x * center[d], 0);
    return own.reduce((best, index) => (nearness(index) > nearness(best) ? index : best), own[0]);
  };
  const shown = related
    .map((list, label) => ({ list, label, cosines: cosinesOf(label) }))
    .sort((a, b) => b.cosines[0] - a.cosines[0])
    .slice(0, people);
  return shown.map(({ list, label, cosines }) => ({
    name: '',
    pictures: [
      { picture: pictureOf(faces, typical(label)), caption: faces.names[label].split('-')[0], frame: 'right' as const },
      ...list.slice(0, others).map((other, position) => ({
        picture: pictureOf(faces, typical(other)),
        caption: cosines[position].toFixed(2),
        frame: 'neither' as const,
      })),
    ],
  }));
}
