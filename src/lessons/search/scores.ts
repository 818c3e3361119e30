import type { Matrix } from '../../base/matrix';
import { meanVectors } from '../../evaluation/unlock';
import { filterClasses } from '../../search/cleaning';
import { cosine, directions } from '../../similarity/cosine';
import type { DirtyFaces } from './dirty-people';

/** What the two thresholds of cleaning look at, parted by what is known. */
export interface LabelScores {
  /** Cosine of each picture to the mean of its name, with a right and with a wrong label. */
  pictures: { right: number[]; wrong: number[] };
  /** For each name the highest cosine of its mean to another name's: of the same person where there is one, and of somebody else. */
  names: { same: number[]; different: number[] };
}

/**
 * The cosines that `filterClasses` and `mergeClasses` decide by.
 *
 * @param embeddings [dirty.faces.count, dim]
 * @throws InputError as `filterClasses`
 */
export function labelScores({ faces, persons, personOf }: DirtyFaces, embeddings: Matrix): LabelScores {
  const { ownSimilarities } = filterClasses(embeddings, faces.labels, { filterThreshold: -1 });
  const own = (isRight: boolean): number[] =>
    Array.from(ownSimilarities).filter((_, index) => (personOf[faces.labels[index]] === persons[index]) === isRight);
  const { identities, means } = meanVectors(embeddings, faces.labels);
  const rows = directions(means, 'means');
  const nearest = (name: number, isSame: boolean): number[] => {
    const cosines = Array.from(identities.keys())
      .filter((other) => other !== name && (personOf[identities[other]] === personOf[identities[name]]) === isSame)
      .map((other) => cosine(rows, name, rows, other));
    return cosines.length === 0 ? [] : [Math.max(...cosines)];
  };
  const over = (isSame: boolean): number[] => Array.from(identities.keys()).flatMap((name) => nearest(name, isSame));
  return { pictures: { right: own(true), wrong: own(false) }, names: { same: over(true), different: over(false) } };
}

/** The same as panels of the figure `scorePanels`: a picture and its name, cut by one threshold, and two names, cut by the other. */
export function thresholdPanels(
  { pictures, names }: LabelScores,
  { dropBelow, mergeAbove }: { dropBelow: number; mergeAbove: number },
): { name: string; score: string; same: number[]; different: number[]; threshold: number; numbers: string }[] {
  return [
    {
      name: 'a picture and its name',
      score: 'cosine to the mean of the name',
      same: pictures.right,
      different: pictures.wrong,
      threshold: dropBelow,
      numbers: 'right labels, and wrong ones',
    },
    {
      name: 'two names',
      score: 'cosine of the means',
      same: names.same,
      different: names.different,
      threshold: mergeAbove,
      numbers: 'of one person, and of the nearest other',
    },
  ];
}
