import { publishedTable } from '../data/published';
import type { ComparedRow } from './compared-results';

/** The losses of the comparison that table 4 of the ArcFace paper has a method for. */
const methodOfLoss: Record<string, string> = {
  softmax: 'DeepFace',
  deepid2: 'DeepID',
  triplet: 'FaceNet',
  center: 'Center Loss',
  sphereface: 'SphereFace',
  cosface: 'CosFace',
  arcface: 'ArcFace',
};

/** A loss as we measured it and as its paper's successors report it; percent, and null where nothing was reported. */
export interface BesidePaper {
  loss: string;
  'in the paper': string | null;
  'images (millions)': number | null;
  LFW: number | null;
  YTF: number | null;
  'ours, ten folds': number;
}

/**
 * Rows of a table, in the order given, for the losses that the published table of twelve methods has too. Networks, pictures and budgets
 * differ from ours and from each other: the columns stand side by side, they are no comparison of losses.
 */
export function besidePapers(rows: Pick<ComparedRow, 'loss' | 'name' | 'accuracy'>[]): BesidePaper[] {
  const twelve = publishedTable('twelve-methods');
  return rows
    .filter(({ loss }) => loss in methodOfLoss)
    .map(({ loss, name, accuracy }) => {
      const paper = twelve.find(({ method }) => method === methodOfLoss[loss]);
      return {
        loss: name,
        'in the paper': paper?.method ?? null,
        'images (millions)': paper?.images ?? null,
        LFW: paper?.results.LFW ?? null,
        YTF: paper?.results.YTF ?? null,
        'ours, ten folds': 100 * accuracy.mean,
      };
    });
}
