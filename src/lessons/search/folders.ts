import { pictureOf } from '../../data/faces';
import { firstName, type LabelRow } from '../boundaryface/galleries';
import type { DirtyFaces } from './dirty-people';

/**
 * What is filed under both names of the first people who have two: a row per name, wrong labels last; below each of these who it
 * really is.
 */
export function foldersOfTwoNames(
  { faces, persons, personOf }: DirtyFaces,
  { people, pictures }: { people: number; pictures: number },
): LabelRow[] {
  const first = personOf.length - new Set(personOf).size;
  const second = Array.from(personOf.keys()).slice(personOf.length - first);
  return second.slice(0, people).flatMap((name) => [personOf[name], name].map(rowOfName));

  function rowOfName(name: number): LabelRow {
    const filed = Array.from(faces.labels.keys()).filter((index) => faces.labels[index] === name);
    const isRight = (index: number): boolean => persons[index] === personOf[name];
    const wrong = filed.filter((index) => !isRight(index)).slice(0, pictures - 1);
    const shown = [...filed.filter(isRight).slice(0, pictures - wrong.length), ...wrong];
    const who = (index: number): string => (persons[index] < 0 ? 'a stranger' : firstName(faces.names[persons[index]]));
    return {
      name: faces.names[name].replace(/-.*?(?= \(2\)|$)/, ''),
      pictures: shown.map((index) => ({
        picture: pictureOf(faces, index),
        caption: isRight(index) ? '' : who(index),
        frame: isRight(index) ? 'right' : 'wrong',
      })),
    };
  }
}
