import { seeded } from '../../base/random';
import type { NoisyFaces } from '../../data/label-noise';
import { pictureOf } from '../../data/faces';
import type { Picture } from '../../data/image';
import type { AuditedLabel } from './audit';
import { labelKind } from './noise';

/** A row of pictures with captions, and whether each label is right. */
export interface LabelRow {
  name: string;
  pictures: { picture: Picture; caption: string; frame: 'right' | 'wrong' | 'neither' }[];
}

/** A person's name without the number behind it. */
export function firstName(name: string): string {
  return name.split('-')[0];
}

/** What is filed under each of the first `people` names, at most `pictures` of each, wrong labels last; below each who it really is. */
export function folderRows(noisy: NoisyFaces, { people, pictures }: { people: number; pictures: number }): LabelRow[] {
  const { faces, truth } = noisy;
  return Array.from({ length: people }, (_, person) => {
    const filed = Array.from(faces.labels.keys()).filter((index) => faces.labels[index] === person);
    const [wrong, right] = [true, false].map((isWrong) =>
      filed.filter((index) => (labelKind(noisy, index) !== 'right') === isWrong),
    );
    const shownWrong = wrong.slice(0, pictures - 1);
    const shown = [...right.slice(0, pictures - shownWrong.length), ...shownWrong];
    return {
      name: `${firstName(faces.names[person])}<br>${wrong.length} of ${filed.length} wrong`,
      pictures: shown.map((index) => {
        const kind = labelKind(noisy, index);
        const caption = { right: '', flipped: firstName(faces.names[truth[index]] ?? ''), outsider: 'nobody here' }[
          kind
        ];
        return { picture: pictureOf(faces, index), caption, frame: kind === 'right' ? 'right' : 'wrong' };
      }),
    };
  });
}

/** What stands above the columns of {@link repairRows}. */
export const repairColumns = ['the picture', 'filed under', 'repaired to', 'truth'];

/**
 * Relabelled pictures, each beside a picture of whom it was filed under, whom it was repaired to and who it is: the ones that lie nearest to
 * their classes, with a right label, and for the truth the second nearest.
 *
 * @param labels the audit of all pictures
 * @param relabelled those to choose from; `count` of them are drawn by the seed
 */
export function repairRows(
  { faces }: Pick<NoisyFaces, 'faces'>,
  { labels, relabelled }: { labels: AuditedLabel[]; relabelled: AuditedLabel[] },
  { count, seed }: { count: number; seed: number },
): LabelRow[] {
  const chosen = seeded(seed, 'gallery')
    .shuffle([...relabelled])
    .slice(0, count);
  const degrees = (angle: number): string => `${Math.round((angle * 180) / Math.PI)}°`;
  return chosen.map(({ index, given, corrected, truth, ownAngle, otherAngle }) => {
    const typical = (person: number, place: number): Picture => {
      const own = labels.filter((one) => one.kind === 'right' && one.given === person && one.index !== index);
      own.sort((a, b) => a.ownAngle - b.ownAngle);
      return pictureOf(faces, own[Math.min(place, own.length - 1)]?.index ?? index);
    };
    const name = (person: number): string => firstName(faces.names[person]);
    return {
      name: '',
      pictures: [
        { picture: pictureOf(faces, index), caption: '', frame: 'neither' },
        {
          picture: typical(given, 0),
          caption: `${name(given)} ${degrees(ownAngle)}`,
          frame: given === truth ? 'right' : 'wrong',
        },
        {
          picture: typical(corrected, 0),
          caption: `${name(corrected)} ${degrees(otherAngle)}`,
          frame: corrected === truth ? 'right' : 'wrong',
        },
        {
          picture: typical(truth, 1),
          caption: truth < 0 ? 'nobody here' : name(truth),
          frame: 'neither',
        },
      ],
    };
  });
}
