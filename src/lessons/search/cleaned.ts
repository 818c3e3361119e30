import type { Matrix } from '../../base/matrix';
import type { Watched } from '../../base/watched';
import { selectFaces, type Faces } from '../../data/faces';
import { filterClasses, mergeClasses } from '../../search/cleaning';
import type { DirtyFaces } from './dirty-people';

/** What two thresholds make of a dirty set, and how much of it is right. */
export interface Cleaned {
  /** What is left, with merged names. */
  faces: Faces;
  /** [faces.count], which picture of the dirty set each is. */
  kept: Int32Array;
  /** [faces.count], the cosine of each kept picture to the mean of its class. */
  ownSimilarities: Float64Array;
  report: CleaningReport;
}

/** How two thresholds did, against what is known. */
export interface CleaningReport {
  pictures: number;
  classes: number;
  /** Names that were merged into another: of the same person, and of somebody else. */
  merged: { right: number; wrong: number };
  /** Dropped pictures: with a wrong label after merging, and with a right one. */
  dropped: { wrongLabel: number; rightLabel: number };
  /** The share of the kept pictures with a wrong label. */
  dirt: number;
}

/**
 * Merges, then filters. `embeddings` are those of a network that was trained on the dirty set.
 *
 * @param embeddings [dirty.faces.count, dim]
 * @throws InputError as `mergeClasses` and `filterClasses`
 */
export async function cleaned(
  { faces, persons, personOf }: DirtyFaces,
  embeddings: Matrix,
  { mergeThreshold, filterThreshold }: { mergeThreshold: number; filterThreshold: number },
  watched: Watched = {},
): Promise<Cleaned> {
  const merged = await mergeClasses(embeddings, faces.labels, { mergeThreshold, ...watched });
  const filtered = filterClasses(embeddings, merged, { filterThreshold });
  const kept = Int32Array.from(merged.keys()).filter((index) => filtered.labels[index] >= 0);
  const isRight = (index: number): boolean => personOf[merged[index]] === persons[index];
  const target = new Map(Array.from(faces.labels, (label, index) => [label, merged[index]]));
  const joined = [...target].filter(([name, into]) => name !== into);
  const count = (indices: Iterable<number>, right: boolean): number =>
    Array.from(indices).filter((index) => isRight(index) === right).length;
  const dropped = Array.from(merged.keys()).filter((index) => filtered.labels[index] < 0);
  const chosen = selectFaces({ ...faces, labels: merged }, kept);
  return {
    faces: chosen,
    kept,
    ownSimilarities: Float64Array.from(kept, (index) => filtered.ownSimilarities[index]),
    report: {
      pictures: chosen.count,
      classes: chosen.names.length,
      merged: {
        right: joined.filter(([name, into]) => personOf[name] === personOf[into]).length,
        wrong: joined.filter(([name, into]) => personOf[name] !== personOf[into]).length,
      },
      dropped: { wrongLabel: count(dropped, false), rightLabel: count(dropped, true) },
      dirt: count(kept, false) / kept.length,
    },
  };
}
