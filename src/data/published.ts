import { InputError } from '../base/errors';

/**
 * How certain a published figure is: `paper` is in a table of the paper named, `authors` on the page of the method's own
 * authors, `second-hand` was read in somebody else's project or page. Figures that could not be confirmed are left out.
 */
export type Certainty = 'paper' | 'authors' | 'second-hand';

/** The test sets of the published figures, in percent: accuracy, and for IJB-B and IJB-C the true accept rate at a false accept rate of 1e-4. */
export type Benchmark = 'LFW' | 'YTF' | 'CFP-FP' | 'AgeDB-30' | 'CALFW' | 'CPLFW' | 'IJB-B' | 'IJB-C';

/** One method's figures as they were published. */
export interface PublishedResult {
  method: string;
  /** What it was trained on, where the source says so. */
  training?: string;
  /** Training pictures, in millions. */
  images?: number;
  /** In percent; a test set that is missing was not reported, or its figure could not be confirmed. */
  results: Partial<Record<Benchmark, number>>;
  /** Where it was read. */
  source: string;
  certainty: Certainty;
}

const arcFaceTable4 = 'ArcFace (Deng et al., CVPR 2019), table 4';

/** A row of table 4 of the ArcFace paper: what each method was trained on differs, so the rows are no fair race. */
const fromTable4 = (method: string, images: number, LFW: number, YTF?: number, training?: string): PublishedResult => ({
  method,
  training,
  images,
  results: YTF === undefined ? { LFW } : { LFW, YTF },
  source: arcFaceTable4,
  certainty: 'paper',
});

const ms1mv2 = 'MS1MV2';

const tables = {
  /** From DeepID to ArcFace, twelve methods on the two oldest test sets. */
  'twelve-methods': [
    fromTable4('DeepID', 0.2, 99.47, 93.2),
    fromTable4('DeepFace', 4.4, 97.35, 91.4),
    fromTable4('VGG Face', 2.6, 98.95, 97.3),
    fromTable4('FaceNet', 200, 99.63, 95.1),
    fromTable4('Baidu', 1.3, 99.13),
    fromTable4('Center Loss', 0.7, 99.28, 94.9),
    fromTable4('Range Loss', 5, 99.52, 93.7),
    fromTable4('Marginal Loss', 3.8, 99.48, 95.98),
    fromTable4('SphereFace', 0.5, 99.42, 95),
    fromTable4('SphereFace+', 0.5, 99.47),
    fromTable4('CosFace', 5, 99.73, 97.6),
    fromTable4('ArcFace', 5.8, 99.83, 98.02, `${ms1mv2}, ResNet-100`),
  ],
  /** Newer test sets; networks of the size of a ResNet-100, trained on the same pictures. */
  'same-training': [
    {
      method: 'ArcFace',
      training: ms1mv2,
      results: {
        LFW: 99.82,
        'CFP-FP': 98.27,
        'AgeDB-30': 98.15,
        CALFW: 95.45,
        CPLFW: 92.08,
        'IJB-B': 94.2,
        'IJB-C': 95.6,
      },
      source: 'README of KappaFace',
      certainty: 'second-hand',
    },
    {
      method: 'CurricularFace',
      training: ms1mv2,
      results: {
        LFW: 99.8,
        'CFP-FP': 98.36,
        'AgeDB-30': 98.37,
        CALFW: 96.05,
        CPLFW: 93.13,
        'IJB-B': 94.86,
        'IJB-C': 96.15,
      },
      source: 'README of CurricularFace',
      certainty: 'authors',
    },
    {
      method: 'MagFace',
      training: ms1mv2,
      results: { LFW: 99.83, 'IJB-B': 94.51, 'IJB-C': 95.97 },
      source: 'README of UNPG',
      certainty: 'second-hand',
    },
    {
      method: 'AdaFace',
      training: ms1mv2,
      results: {
        LFW: 99.82,
        'CFP-FP': 98.49,
        'AgeDB-30': 98.05,
        CALFW: 96.08,
        CPLFW: 93.53,
        'IJB-B': 95.67,
        'IJB-C': 96.89,
      },
      source: 'README of AdaFace',
      certainty: 'authors',
    },
    {
      method: 'GroupFace',
      training: ms1mv2,
      results: { LFW: 99.85, YTF: 97.8, 'CFP-FP': 98.63, 'AgeDB-30': 98.28, CALFW: 96.2, CPLFW: 93.17, 'IJB-B': 94.93 },
      source: 'tables of other papers that compare with it',
      certainty: 'second-hand',
    },
  ],
  /** One network, one loss, three training sets. */
  'training-sets': [
    ['MS1MV2', 96.37],
    ['MS1MV3', 96.85],
    ['Glint360K', 97.55],
  ].map(([training, ijbc]) => ({
    method: 'ArcFace, ResNet-100',
    training,
    results: { 'IJB-C': ijbc },
    source: 'README of insightface',
    certainty: 'authors',
  })),
} as { [name: string]: PublishedResult[] };

/** The tables of {@link publishedTable}. */
export type PublishedTable = 'twelve-methods' | 'same-training' | 'training-sets';

/**
 * Figures from papers, each with where it was read and how certain that is: show both beside the figure.
 *
 * - `twelve-methods`: LFW and YTF of twelve methods from DeepID to ArcFace, with their training pictures
 * - `same-training`: newer methods on newer test sets, all trained on MS1MV2
 * - `training-sets`: the same network and loss trained on three sets
 *
 * Does not hold MegaFace, and not GroupFace's IJB-C: no certain source was found for either.
 */
export function publishedTable(name: PublishedTable): PublishedResult[] {
  const table = tables[name];
  if (table === undefined) {
    throw new InputError(`There is no published table "${name}": choose ${Object.keys(tables).join(', ')}.`);
  }
  return table.map((row) => ({ ...row, results: { ...row.results } }));
}

/** The rows with one column per test set, as data frames and tables want them; what was not reported is null. */
export function publishedRows(name: PublishedTable, benchmarks: Benchmark[]): Record<string, string | number | null>[] {
  return publishedTable(name).map(({ method, training, images, results, source, certainty }) => ({
    method,
    training: training ?? null,
    'images (millions)': images ?? null,
    ...Object.fromEntries(benchmarks.map((benchmark) => [benchmark, results[benchmark] ?? null])),
    source,
    certainty,
  }));
}
