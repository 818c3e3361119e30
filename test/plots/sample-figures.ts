import { matrixFrom, type Matrix } from '../../src/base/matrix';
import { seeded } from '../../src/base/random';
import { classAngles } from '../../src/plots/parts/angles';
import { alignmentGallery } from '../../src/plots/pictures/alignment-gallery';
import { bentLines } from '../../src/plots/features/bent-lines';
import { layerHistograms } from '../../src/plots/features/layer-outputs';
import { batchLosses } from '../../src/plots/losses/batch-losses';
import { oneWeight } from '../../src/plots/losses/one-weight';
import { filteredPicture } from '../../src/plots/pictures/filtered-picture';
import {
  brightness,
  convolved,
  descend,
  layerOutputs,
  lossAt,
  pointsOnLine,
  reluSum,
  slopeAt,
} from '../../src/lessons/welcome/what-training-is';
import { bestMatches } from '../../src/plots/runs/best-matches';
import { boundaryMaps } from '../../src/plots/features/boundary-map';
import type { Picture } from '../../src/data/image';
import type { DecisionRule } from '../../src/plots/parts/decision-rules';
import { distanceHistograms } from '../../src/plots/scores/distance-histograms';
import { embeddingMap } from '../../src/plots/features/embedding-map';
import { featuresOverTraining } from '../../src/plots/features/features-over-training';
import type { Figure } from '../../src/plots/parts/figure';
import { psiCurves, targetLogitCurves } from '../../src/plots/losses/logit-curves';
import { misalignmentCurves } from '../../src/plots/scores/misalignment-curves';
import type { MiningRun } from '../../src/lessons/facenet/mining';
import { miningCockpit } from '../../src/plots/runs/mining-cockpit';
import { attentionGallery } from '../../src/plots/pictures/attention-gallery';
import { numberMaps } from '../../src/plots/pictures/number-maps';
import { overResolution } from '../../src/plots/runs/over-resolution';
import { framedGallery } from '../../src/plots/pictures/framed-gallery';
import { neighbourGallery } from '../../src/plots/pictures/neighbour-gallery';
import { project } from '../../src/plots/features/project';
import { rocBands } from '../../src/plots/scores/roc-bands';
import { cmcCurves, rocCurves } from '../../src/plots/scores/roc-curve';
import { scoreDistributions } from '../../src/plots/scores/score-distributions';
import { gradientPull } from '../../src/plots/losses/gradient-pull';
import { intervalRows } from '../../src/plots/runs/interval-rows';
import { leadRows } from '../../src/plots/runs/lead-rows';
import { linesOverPeople } from '../../src/plots/runs/lines-over-people';
import { noiseLines } from '../../src/plots/runs/noise-lines';
import { parallelTrials } from '../../src/plots/runs/parallel-trials';
import { policyOverTrials } from '../../src/plots/runs/policy-over-trials';
import { rewardByValue } from '../../src/plots/runs/reward-by-value';
import { bestOfTrials } from '../../src/plots/runs/best-of-trials';
import { rewardOverTrials } from '../../src/plots/runs/reward-over-trials';
import { searchedAndRetrained } from '../../src/plots/runs/searched-and-retrained';
import { repairCurves } from '../../src/plots/runs/repair-curves';
import { missedOpenSet } from '../../src/plots/scores/missed-open-set';
import { recallBesideCost } from '../../src/plots/scores/recall-beside-cost';
import { accuracyBesideCost } from '../../src/plots/runs/accuracy-beside-cost';
import { relationScatter } from '../../src/plots/scores/relation-scatter';
import { relationSignal } from '../../src/plots/scores/relation-signal';
import { repairRegions } from '../../src/plots/scores/repair-regions';
import { seedBars, seedLines } from '../../src/plots/runs/over-seeds';
import { similarityHeatMap } from '../../src/plots/scores/similarity-heat-map';
import { sphereMap } from '../../src/plots/features/sphere-map';
import { thetaHistograms } from '../../src/plots/features/theta-histograms';
import { toyFeatures } from '../../src/plots/features/toy-features';
import { type ToyRun } from '../../src/plots/parts/plane-runs';
import { comparedTraining } from '../../src/plots/runs/compared-training';
import { trainingCurves } from '../../src/plots/runs/training-curves';
import { tripletCounts } from '../../src/plots/losses/triplet-counts';
import { tripletZones } from '../../src/plots/losses/triplet-zones';
import { contrastiveCurves } from '../../src/plots/losses/contrastive-curves';
import { differenceMaps } from '../../src/plots/pictures/difference-maps';
import { featureStripes } from '../../src/plots/features/feature-stripes';
import { scorePanels } from '../../src/plots/scores/score-panels';
import { centerPaths } from '../../src/plots/features/center-paths';
import { unlockMatrix } from '../../src/plots/scores/unlock-matrix';

/** Made-up numbers of a realistic size for every figure: the browser tests draw each of them. */
export const names = ['Ada', 'Bruno', 'Chidi', 'Dana', 'Emre', 'Fumiko', 'Greta', 'Hugo'];
const pictures = 24;
export const labels = Int32Array.from({ length: names.length * pictures }, (_, index) => Math.floor(index / pictures));

/** Unit vectors around one direction per person; Emre and Hugo look alike. */
export function sampleEmbeddings(dim = 16): Matrix {
  const random = seeded(5, 'embeddings');
  const centers = names.map(() => Array.from({ length: dim }, () => random.normal()));
  centers[7] = centers[4].map((value) => value + 0.45 * random.normal());
  return matrixFrom(Array.from(labels, (label) => unit(centers[label].map((value) => value + 0.5 * random.normal()))));
}

function unit(vector: number[]): number[] {
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let dot = 0;
  let [normA, normB] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i];
    normA += a[i] ** 2;
    normB += b[i] ** 2;
  }
  return dot / Math.sqrt(normA * normB);
}

const embeddings = sampleEmbeddings();
const rows = Array.from(labels, (_, index) => embeddings.values.subarray(index * 16, index * 16 + 16));
const means = names.map((_, person) =>
  rows[0].map((__, axis) => rows.filter((___, i) => labels[i] === person).reduce((sum, row) => sum + row[axis], 0)),
);
const distances = matrixFrom(rows.map((row) => means.map((mean) => 1 - cosine(row, mean))));

/** A flat portrait: skin, eyes, mouth, hair in colours that belong to the identity. */
export function samplePortrait(identity: number, variant: number, width = 112, height = 112): Picture {
  const random = seeded(identity, 'portrait');
  const skin = [200 + random.integer(40), 140 + random.integer(60), 100 + random.integer(60)];
  const hair = [random.integer(120), random.integer(80), random.integer(60)];
  const shift = seeded(identity, 'shift', variant).uniform(-6, 6);
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = [((x + shift) / width - 0.5) * 2, (y / height - 0.5) * 2];
      const face = (u / 0.62) ** 2 + (v / 0.85) ** 2 < 1;
      const eye = Math.abs(Math.abs(u) - 0.3) < 0.09 && Math.abs(v + 0.1) < 0.07;
      const mouth = Math.abs(u) < 0.25 && Math.abs(v - 0.45) < 0.05;
      const colour = eye
        ? [20, 20, 30]
        : mouth
          ? [150, 40, 50]
          : face
            ? v < -0.45
              ? hair
              : skin
            : [180 + 10 * (identity % 5), 200, 215];
      pixels.set(colour, (y * width + x) * 3);
    }
  }
  return { pixels, width, height };
}

const template = [
  [38.3, 51.7],
  [73.5, 51.5],
  [56, 71.7],
  [41.5, 92.4],
  [70.7, 92.2],
];

function sampleHistory() {
  const random = seeded(3, 'history');
  const steps = Array.from({ length: 400 }, (_, step) => step + 1);
  const fall = (step: number): number => Math.exp(-step / 110);
  return {
    loss: steps.map((step) => 0.6 + 9 * fall(step) + 0.4 * random.normal() * (0.3 + fall(step))),
    metrics: {
      accuracy: steps.map((step) => Math.min(1, Math.max(0, 0.97 - 0.95 * fall(step) + 0.05 * random.normal()))),
      activeMargin: steps.map((step) => Math.min(1, Math.max(0, 0.3 + 0.7 * fall(step) + 0.04 * random.normal()))),
      meanCosine: steps.map((step) => fall(step)),
    },
    validation: [100, 200, 300, 400].map((step) => ({
      step,
      values: { loss: 1 + 8 * fall(step), accuracy: 0.94 - 0.7 * fall(step) },
    })),
  };
}

function scores() {
  const random = seeded(9, 'scores');
  return {
    same: Array.from({ length: 2000 }, () => 0.62 + 0.14 * random.normal()),
    different: Array.from({ length: 20000 }, () => 0.05 + 0.13 * random.normal()),
  };
}

function sampleRoc(name: string, separation: number) {
  const far = Array.from({ length: 61 }, (_, i) => 10 ** (-4 + (i * 4) / 60));
  const tar = far.map((rate) => rate ** (1 / separation));
  return {
    name,
    far,
    tar,
    lower: tar.map((rate) => Math.max(0, rate - 0.06 * (1 - rate) - 0.01)),
    upper: tar.map((rate) => Math.min(1, rate + 0.06 * (1 - rate) + 0.005)),
  };
}

const unlockRates = matrixFrom(
  names.map((_, visitor) =>
    names.map((__, owner) => {
      const own = distances.values.filter(
        (___, index) => index % 8 === owner && labels[Math.floor(index / 8)] === visitor,
      );
      return own.filter((distance) => distance <= 0.42).length / pictures;
    }),
  ),
);

const classes = 8;

/** Eight classes around the circle: `spread` radians wide, lengths around `length`. */
function toyRun(name: string, spread: number, length = 20, dim: 2 | 3 = 2): ToyRun {
  const random = seeded(2, 'toy', name);
  const direction = (identity: number, off: number, tilt = 0): number[] => {
    const angle = (2 * Math.PI * identity) / classes + 0.2 + off;
    return dim === 2
      ? [Math.cos(angle), Math.sin(angle)]
      : [Math.cos(angle), Math.sin(angle), (identity % 2 === 0 ? 0.7 : -0.7) + tilt];
  };
  const toyLabels = Array.from({ length: classes * 60 }, (_, index) => index % classes);
  return {
    name,
    labels: toyLabels,
    features: matrixFrom(
      toyLabels.map((label) => {
        const size = length * (0.5 + 0.5 * random.next());
        return direction(label, spread * random.normal(), spread * random.normal()).map((value) => value * size);
      }),
    ),
    weights: matrixFrom(Array.from({ length: classes }, (_, identity) => direction(identity, 0))),
  };
}

const circleWeights = (count: number) =>
  matrixFrom(
    Array.from({ length: count }, (_, index) => [
      Math.cos((2 * Math.PI * index) / count + 0.3),
      Math.sin((2 * Math.PI * index) / count + 0.3),
    ]),
  );

function miningRun(name: string, collapses: boolean): MiningRun {
  const random = seeded(4, 'mining', name);
  const steps = Array.from({ length: 300 }, (_, step) => step);
  const fall = steps.map((step) => Math.exp(-step / (collapses ? 25 : 90)));
  const hard = fall.map((value) => (collapses ? 0.5 - 0.05 * random.next() : 0.45 * value + 0.03 * random.next()));
  const semiHard = fall.map((value) => (collapses ? 0.49 : 0.12 + 0.2 * value + 0.02 * random.next()));
  return {
    name,
    hard,
    semiHard,
    easy: hard.map((value, step) => 1 - value - semiHard[step]),
    active: fall.map((value) => (collapses ? 1 : 0.25 + 0.7 * value)),
    positiveDistance: fall.map((value) => (collapses ? value : 0.25 + 0.6 * value)),
    negativeDistance: fall.map((value) => (collapses ? 0.98 * value : 1.4 - 0.5 * value)),
    loss: fall.map((value) => (collapses ? 0.2 + 0.15 * value : 0.03 + 0.25 * value)),
  };
}

export const sampleFigures: Record<string, () => Figure> = {
  'training-curves': () => trainingCurves(sampleHistory(), { title: 'ArcFace on 200 rendered identities' }),
  'training-curves-loss-only': () => trainingCurves({ loss: [3, 2, 1.5], metrics: {}, validation: [] }),
  'compared-training': () => {
    const history = sampleHistory();
    const faster = { ...history, loss: history.loss.map((loss) => 0.8 * loss) };
    return comparedTraining(
      [
        { name: 'identification alone', history },
        { name: 'both', history: faster },
      ],
      [
        { key: 'loss', name: 'loss' },
        { key: 'accuracy', name: 'named rightly', isShare: true },
      ],
      { title: 'Two trainings side by side', note: 'One scale in each panel' },
    );
  },
  'embedding-map': () => {
    const { points, explained } = project(embeddings);
    return embeddingMap(points, labels, names, {
      explained,
      hover: Array.from(labels, (_, index) => `picture ${index}`),
    });
  },
  'distance-histograms': () => distanceHistograms(distances, labels, names, { threshold: 0.42 }),
  'similarity-heat-map': () => similarityHeatMap(matrixFrom(means.map((a) => means.map((b) => cosine(a, b)))), names),
  'unlock-matrix': () => unlockMatrix(unlockRates, names, { far: 0.001, threshold: 0.42 }),
  'roc-curves': () =>
    rocCurves([sampleRoc('ArcFace', 60), sampleRoc('softmax', 12), sampleRoc('raw pixels', 2.5)], {
      far: 0.001,
      note: 'Bands: 95 % of 1,000 resamplings',
    }),
  'roc-bands': () => {
    const far = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];
    const tar = [0.36, 0.55, 0.73, 0.86, 0.96, 0.99, 1];
    const band = (name: string, width: number) => ({
      name,
      lower: tar.map((rate) => rate - width * (1 - rate)),
      upper: tar.map((rate) => rate + width * (1 - rate)),
    });
    return rocBands({ far, tar }, [band('other people', 0.2), band('other pairs', 0.03)], { at: 0.01 });
  },
  'cmc-curves': () =>
    cmcCurves([
      { name: 'ArcFace', rates: [0.94, 0.97, 0.98, 0.99, 0.99, 1, 1, 1] },
      { name: 'raw pixels', rates: [0.41, 0.52, 0.6, 0.66, 0.71, 0.76, 0.8, 0.83] },
    ]),
  'score-distributions': () => scoreDistributions(scores().same, scores().different, { threshold: 0.36 }),
  'framed-gallery': () =>
    framedGallery(
      [0, 1, 4].map((identity) => ({
        name: names[identity],
        pictures: [0, 1, 2, 3].map((k) => ({
          picture: samplePortrait(k === 2 ? 7 : identity, k),
          caption: k === 2 ? `is ${names[7]}` : 'right',
          frame: k === 2 ? ('wrong' as const) : k === 3 ? ('neither' as const) : ('right' as const),
        })),
      })),
      { title: 'What is filed under three names', note: 'Vermillion: somebody else', columns: ['a', 'b', 'c', 'd'] },
    ),
  'attention-gallery': () =>
    attentionGallery(
      [0, 1].map((identity) => ({
        name: names[identity],
        landmarks: [
          [11, 15],
          [21, 15],
          [16, 21],
          [12, 26],
          [20, 26],
        ],
        tiles: [
          { picture: samplePortrait(identity, 0) },
          { picture: samplePortrait(identity, 0), map: [1, 2, 3, 4], caption: '0.61' },
        ],
      })),
      { title: 'Where a network looks', note: 'Bright: much attention', columns: ['picture', 'teacher'] },
    ),
  'number-maps': () =>
    numberMaps(
      [
        {
          name: 'teacher',
          map: [
            [1, -1],
            [0, 2],
          ],
        },
        {
          name: 'student',
          numbers: 'D = 0.25',
          map: [
            [1, 0],
            [0.5, 1],
          ],
        },
      ],
      { title: 'Two maps', note: 'Their cosine distance' },
    ),
  'over-resolution': () =>
    overResolution(
      [
        {
          name: 'alone',
          points: [8, 16, 32].map((pixels) => ({ pixels, value: pixels / 40, low: pixels / 42, high: pixels / 38 })),
        },
        { name: 'taught', points: [{ pixels: 8, value: 0.3, low: NaN, high: NaN }] },
      ],
      { title: 'Accuracy over resolution', note: 'Bars: 95 % intervals', measure: 'TAR at FAR = 0.001' },
    ),
  'repair-curves': () =>
    repairCurves(
      ['ArcFace', 'BoundaryFace'].map((name, index) => ({
        name,
        from: index === 0 ? undefined : 200,
        repairs: [1, 2, 3, 4, 5, 6].map((k) => ({
          step: 100 * k,
          precision: k === 1 ? NaN : 0.5 + 0.08 * k,
          recall: index === 0 ? 0.6 - 0.08 * k : 0.3 + 0.07 * k,
          spoilt: 0.02,
          moved: 0.1,
          believed: 0.1 * k,
          seenThrough: 0.9 - 0.1 * k,
        })),
      })),
      ['precision', 'recall', 'spoilt'],
      { title: 'Precision and recall of the repair', note: 'The rule is watched on the left and used on the right' },
    ),
  'repair-regions': () => {
    const random = seeded(5, 'regions');
    const around = (own: number, other: number): { ownAngle: number; otherAngle: number } => ({
      ownAngle: own + 0.2 * random.normal(),
      otherAngle: other + 0.2 * random.normal(),
    });
    const pictures = Array.from({ length: 600 }, (_, index) => {
      if (index % 6 === 0) return { kind: 'flipped' as const, ...around(1.4, 0.7) };
      if (index % 11 === 0) return { kind: 'outsider' as const, ...around(1.3, 1.2) };
      return { kind: 'right' as const, ...around(0.6, 1.3) };
    });
    return repairRegions(pictures, { margin: 0.5, title: 'Easy, hard, wrong' });
  },
  'relation-scatter': () => {
    const relationsWith = (spread: number, bias: number): { teacher: number; student: number }[] => {
      const random = seeded(7, 'relations', spread);
      return Array.from({ length: 700 }, () => {
        const teacher = 0.25 + 0.15 * random.normal();
        return { teacher, student: teacher + bias + spread * random.normal() };
      });
    };
    return relationScatter(
      [
        { name: 'features alone', numbers: 'distance 0.09', relations: relationsWith(0.08, 0.05) },
        { name: 'with relations', numbers: 'distance 0.04', relations: relationsWith(0.04, 0) },
      ],
      { slack: 0.03, title: 'The student over the teacher', note: 'One point a picture and another person' },
    );
  },
  'relation-signal': () => {
    const random = seeded(8, 'signal');
    const around = (middle: number, spread: number): number[] =>
      Array.from({ length: 800 }, () => middle + spread * random.normal());
    return relationSignal(
      [
        { name: 'mined', similarities: around(0.35, 0.1), signal: [0.3, 0.15, 0.08, 0.06] },
        { name: 'drawn by chance', similarities: around(0, 0.15), signal: [0.1, 0.07, 0.05, 0.04] },
      ],
      [0, 100, 200, 300],
      { threshold: 0.4, measure: 'mean of what exceeds q', title: 'Mined against drawn', note: 'The same student' },
    );
  },
  'accuracy-beside-cost': () =>
    accuracyBesideCost(
      [
        { name: 'teacher', accuracy: 0.9, low: 0.87, high: 0.92, parameters: 508_480, milliseconds: 0.31 },
        { name: 'student alone', accuracy: 0.8, low: 0.76, high: 0.83, parameters: 36_176, milliseconds: 0.12 },
        { name: 'taught', accuracy: 0.86, low: 0.83, high: 0.89, parameters: 36_176, milliseconds: 0.12 },
      ],
      { measure: 'TAR at FAR = 0.001', title: 'What a small network can do', note: 'Dashed: the teacher' },
    ),
  'recall-beside-cost': () =>
    recallBesideCost(
      [10_000, 100_000, 1_000_000].map((pictures, index) => ({
        pictures,
        bytes: { embeddings: 512 * pictures, index: 290 * pictures },
        indexed: [16, 64, 128, 256].map((candidates, place) => ({
          candidates,
          recall: { people: 1 - 0.004 * index, strangers: 1 - (0.02 * index * (index + 1)) / (place + 1) },
        })),
        measured: {
          exact: { single: 5 * 10 ** index },
          indexed: [1, 2, 3, 4].map((times) => ({ single: (0.15 + 0.1 * index) * times })),
        },
      })),
      { aim: 0.98, title: 'What an index misses', note: 'Drawn descriptors; star: every picture compared' },
    ),
  'missed-open-set': () =>
    missedOpenSet(
      [10_000, 100_000].map((pictures, index) => ({
        pictures,
        exact: { fnir: 0.02 + 0.1 * index, fpir: 0.01 },
        indexed: [4, 16, 64, 256].map((candidates) => ({
          candidates,
          fnir: 0.02 + 0.1 * index + (0.4 * (index + 1)) / candidates,
          fpir: 0.01 - 0.01 / candidates,
        })),
      })),
      { title: 'Few candidates', note: 'Dashed: every picture compared' },
    ),
  'gradient-pull': () =>
    gradientPull(
      ['ArcFace', 'CurricularFace', 'BoundaryFace'].map((name, index) => ({
        name,
        pull: {
          right: { pictures: 0.7, gradient: 0.4 + 0.2 * index },
          flipped: { pictures: 0.2, gradient: 0.4 - 0.18 * index },
          outsider: { pictures: 0.1, gradient: 0.2 - 0.02 * index },
        },
      })),
      { title: 'Who pulls at the network?', note: 'The same pictures and weights for every loss' },
    ),
  'noise-lines': () =>
    noiseLines(
      ['closed set', 'open set', 'both'].map((name, panel) => ({
        name,
        lines: ['ArcFace', 'CurricularFace', 'BoundaryFace'].map((method, index) => ({
          name: method,
          points: [0, 0.1, 0.2, 0.4].map((share) => ({
            share,
            mean: 0.9 - share * (0.9 - 0.25 * index) * (panel === 1 ? 0.5 : 1),
            half: panel === 2 ? NaN : 0.02,
          })),
        })),
      })),
      { title: 'Accuracy over noise', note: 'Bars: 95 % intervals', measure: 'TAR at FAR = 1e-3' },
    ),
  'reward-over-trials': () => {
    const random = seeded(9, 'search');
    const rewardsOf = (lift: number): number[] =>
      Array.from({ length: 200 }, (_, trial) => Math.max(0, 0.3 + lift * (trial / 200) + 0.12 * random.normal()));
    return rewardOverTrials(
      [
        { name: 'by chance', rewards: rewardsOf(0) },
        { name: 'REINFORCE', rewards: rewardsOf(0.25) },
      ],
      { baseline: 0.35, title: 'Two searches', note: 'Dashed: what a hand would pick' },
    );
  },
  'best-of-trials': () => {
    const upTo = (trials: number, start: number, end: number) =>
      Array.from({ length: trials }, (_, k) => end - (end - start) / (1 + k / 4));
    return bestOfTrials(
      [
        { name: 'data alone', expected: upTo(40, 0.3, 0.52) },
        { name: 'loss alone', expected: upTo(40, 0.1, 0.45) },
        { name: 'network alone', expected: upTo(12, 0.2, 0.38) },
        { name: 'all three', expected: upTo(200, 0.15, 0.6) },
      ],
      { baseline: 0.37, title: 'Which space brings most?', note: 'Dashed: what a hand would pick' },
    );
  },
  'parallel-trials': () => {
    const random = seeded(9, 'parallel');
    const axes = [
      { axis: 'merge', label: 'merge above', values: [1, 0.9, 0.8, 0.7, 0.6, 0.5] },
      { axis: 'filter', label: 'drop below', values: [-1, 0, 0.1, 0.2, 0.3] },
      { axis: 'm2', label: 'm₂', values: [0, 0.1, 0.2, 0.3, 0.4, 0.5] },
      { axis: 'scale', label: 's', values: [8, 16, 32, 64] },
    ];
    const trials = Array.from({ length: 120 }, () => {
      const choice = Object.fromEntries(axes.map(({ axis, values }) => [axis, random.pick(values)]));
      return { choice, reward: 0.6 - Math.abs(choice.m2 - 0.2) - 0.1 * Math.abs(Math.log(choice.scale / 16)) };
    });
    return parallelTrials(trials, axes, { title: 'Where good trials pass', note: '120 trials by chance' });
  },
  'reward-by-value': () => {
    const random = seeded(9, 'values');
    const axes = [
      { axis: 'm2', label: 'm₂', values: [0, 0.1, 0.2, 0.3, 0.4, 0.5] },
      { axis: 'scale', label: 's', values: [8, 16, 32, 64] },
    ];
    const trials = Array.from({ length: 120 }, () => {
      const choice = { m2: random.pick(axes[0].values), scale: random.pick(axes[1].values) };
      return { choice, reward: 0.6 - Math.abs(choice.m2 - 0.2) - 0.1 * Math.abs(Math.log(choice.scale / 16)) };
    });
    return rewardByValue(trials, axes, { title: 'What a value is worth', note: '120 trials by chance', baseline: 0.4 });
  },
  'policy-over-trials': () => {
    const moments = Array.from({ length: 25 }, (_, moment) => 8 * moment);
    const towards = (count: number, best: number) =>
      moments.map((trials) => {
        const logits = Array.from({ length: count }, (_, value) => (-trials / 60) * Math.abs(value - best));
        const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
        return logits.map((logit) => Math.exp(logit) / sum);
      });
    return policyOverTrials(
      [
        { label: 'm₂', values: [0, 0.1, 0.2, 0.3], chances: towards(4, 2) },
        { label: 's', values: [8, 16, 32, 64], chances: towards(4, 1) },
        { label: 'drop below', values: [-1, 0.1, 0.3], chances: towards(3, 2) },
      ],
      moments,
      { title: 'What the controller came to believe', note: 'Probability of each value' },
    );
  },
  'searched-and-retrained': () =>
    searchedAndRetrained(
      [
        { name: 'by hand', retrained: [0.41, 0.43, 0.4] },
        { name: 'best by chance', searched: 0.62, retrained: [0.55, 0.57, 0.54] },
        { name: 'best of REINFORCE', searched: 0.65, retrained: [0.6, 0.59, 0.62] },
      ],
      { title: 'The best of many was lucky, too', note: 'The same choice, trained again' },
    ),
  'best-matches': () =>
    bestMatches(
      ['small network', 'network of the search', 'large network'].map((name, size) => ({
        name,
        rewards: [0, 1, 2].map((loss) =>
          [0, 1, 2, 3].map((data) =>
            size === 0 && loss === 2 && data === 3
              ? undefined
              : 0.4 + 0.1 * size - 0.05 * Math.abs(data - size) - 0.08 * Math.abs(loss - size),
          ),
        ),
      })),
      {
        data: { title: 'pictures dropped below a cosine of', labels: ['0.6', '0.45', '0.3', 'none'] },
        loss: { title: 'margin m₂', labels: ['0', '0.2', '0.4'] },
      },
      { title: 'Which difficulty suits which network?', note: 'Reward; frame: the best of each network' },
    ),
  'interval-rows': () =>
    intervalRows(
      ['softmax (DeepFace)', 'softmax + contrastive (DeepID2)', 'softmax + center loss', 'SphereFace', 'ArcFace'].map(
        (name, index) => ({
          name,
          values: [0.97, 0.93, 0.8].map((start, rate) => ({
            mean: start + 0.004 * index * (rate + 1),
            half: 0.004 * (rate + 1),
          })),
        }),
      ),
      ['TAR at FAR 0.01', 'TAR at FAR 0.001', 'TAR at FAR 0.0001'],
      { title: 'Five losses, people never seen', note: 'Lines: 95 % intervals over seeds and people' },
    ),
  'lead-rows': () =>
    leadRows(
      ['softmax + contrastive (DeepID2)', 'softmax + center loss', 'SphereFace', 'ArcFace'].map((name, index) => ({
        name,
        values: [
          { mean: 0.02 + 0.015 * index, half: 0.012 },
          index < 3 ? { mean: -0.02 + 0.015 * index, half: 0.008 } : undefined,
        ],
      })),
      ['softmax', 'normalised softmax'],
      { title: 'Who is ahead, and by how much', note: 'TAR at FAR 0.001; lines: 95 % intervals' },
    ),
  'lines-over-people': () =>
    linesOverPeople(
      [300, 1000, 2500].map((steps, panel) => ({
        steps,
        lines: ['softmax (DeepFace)', 'normalised softmax (no margin)', 'ArcFace'].map((name, index) => ({
          name,
          points: [100, 300, 1000, 2000, 4000].map((people, place) => ({
            people,
            mean: 0.3 + 0.1 * panel + 0.08 * place + 0.03 * (index - 1) * (place + panel - 2),
            half: 0.02,
          })),
        })),
      })),
      { title: 'When does a margin pay?', note: 'Bars: 95 % intervals', measure: 'TAR at FAR 0.001' },
    ),
  'neighbour-gallery': () =>
    neighbourGallery(
      [0, 1, 4, 7].map((identity) => ({
        probe: samplePortrait(identity, 0),
        name: names[identity],
        neighbours: [0, 1, 2, 3, 4, 5].map((k) => {
          const found = identity === 4 && k > 3 ? 7 : identity;
          return { picture: samplePortrait(found, k + 1), name: names[found], distance: 0.08 + 0.07 * k };
        }),
      })),
    ),
  'alignment-gallery': () =>
    alignmentGallery(
      [0, 1, 2, 3, 4].map((identity) => ({
        name: names[identity],
        before: samplePortrait(identity, 3, 200, 150),
        box: { x: 40, y: 12, width: 120, height: 126 },
        landmarks: [
          [70, 67],
          [130, 67],
          [100, 88],
          [80, 108],
          [120, 108],
        ],
        after: samplePortrait(identity, 0),
        template,
      })),
    ),
  'toy-features': () => toyFeatures([toyRun('softmax', 0.16), toyRun('ArcFace, m = 0.5', 0.045)]),
  'toy-features-circle': () =>
    toyFeatures([toyRun('softmax', 0.16), toyRun('ArcFace, m = 0.5', 0.045)], { onCircle: true }),
  'toy-features-single': () => toyFeatures(toyRun('softmax', 0.16), { names }),
  'features-over-training': () => {
    const snapshots = [0.4, 0.3, 0.2, 0.12, 0.08, 0.05].map((spread, index) => {
      const run = toyRun('softmax', spread);
      return { name: `epoch ${index + 1}`, features: run.features, weights: run.weights };
    });
    return featuresOverTraining(snapshots, toyRun('softmax', 0.1).labels, { names });
  },
  'boundary-maps': () => {
    const rules: DecisionRule[] = [
      { kind: 'modified' },
      { kind: 'sphereface', m: 2 },
      { kind: 'sphereface', m: 4 },
      { kind: 'cosface', margin: 0.25 },
      { kind: 'arcface', margin: 0.5 },
      { kind: 'combined', m1: 1, m2: 0.3, m3: 0.1 },
    ];
    return boundaryMaps(rules.map((rule) => ({ rule, weights: circleWeights(8) })));
  },
  'boundary-map-gaps': () => {
    const weights = matrixFrom(
      [0, 42, 102, 180, 228, 318].map((degree) => [
        Math.cos((degree * Math.PI) / 180),
        Math.sin((degree * Math.PI) / 180),
      ]),
    );
    const rules: DecisionRule[] = [
      { kind: 'sphereface', m: 4 },
      { kind: 'cosface', margin: 0.2 },
      { kind: 'arcface', margin: 0.5 },
    ];
    return boundaryMaps(
      rules.map((rule) => ({ rule, weights })),
      { angles: 'empty', columns: 3 },
    );
  },
  'boundary-map-features': () => {
    const run = toyRun('ArcFace', 0.06);
    return boundaryMaps({
      rule: { kind: 'arcface', margin: 0.9 },
      weights: run.weights!,
      features: run.features,
      labels: run.labels,
      numbers: 'still pushed: 100 %',
    });
  },
  'boundary-map-softmax': () =>
    boundaryMaps([
      {
        rule: { kind: 'softmax' },
        weights: matrixFrom([
          [1.5, 0.2],
          [-0.5, 1],
          [-0.8, -1.2],
        ]),
        bias: [0.4, 0, -0.2],
      },
      {
        rule: { kind: 'modified' },
        weights: matrixFrom([
          [1.5, 0.2],
          [-0.5, 1],
          [-0.8, -1.2],
        ]),
      },
    ]),
  'theta-histograms': () =>
    thetaHistograms(
      [0.45, 0.2, 0.06].map((spread, index) => {
        const run = toyRun('ArcFace', spread);
        return { name: `epoch ${[1, 5, 20][index]}`, ...classAngles(run.features, run.labels, run.weights!) };
      }),
    ),
  'target-logit-curves': () =>
    targetLogitCurves([
      { kind: 'modified' },
      { kind: 'sphereface', m: 4 },
      { kind: 'cosface', margin: 0.35 },
      { kind: 'arcface', margin: 0.5 },
      { kind: 'arcface', margin: 0.5, monotone: true },
      { kind: 'combined', m1: 0.9, m2: 0.4, m3: 0.15 },
    ]),
  'one-weight': () => {
    const points = pointsOnLine(64, 1);
    const descents = [0.1, 1.2].map((learningRate) => ({
      learningRate,
      weights: descend(points, { start: -1, learningRate, steps: 12 }),
    }));
    return oneWeight((w) => lossAt(w, points), descents, { from: -1.6, until: 4.6 });
  },
  'batch-losses': () => {
    const points = pointsOnLine(64, 1);
    const batches = [1, 8].map((size) => {
      const parts = [0, 1, 2, 3].map((b) => points.slice(b * size, (b + 1) * size));
      const losses = parts.map((part) => (w: number) => lossAt(w, part));
      return { size, losses, slopes: parts.map((part) => slopeAt(0, part)) };
    });
    return batchLosses((w) => lossAt(w, points), batches, { from: -1.6, until: 4.6, at: 0 });
  },
  'filtered-picture': () => {
    const picture = brightness(samplePortrait(0, 0, 32, 32));
    const filter = [
      [-1, 0, 1],
      [-2, 0, 2],
      [-1, 0, 1],
    ];
    return filteredPicture(picture, [
      { name: 'edges', filter, result: convolved(picture, filter) },
      { name: 'shift', filter: [[0, 1]], result: convolved(picture, [[0, 1]]) },
    ]);
  },
  'bent-lines': () => {
    const interval = { from: -2, until: 2 };
    const lines = [2, 8].map((count) => ({ count, value: reluSum(Math.sin, count, interval) }));
    return bentLines(Math.sin, lines, { ...interval, open: 1 });
  },
  'layer-histograms': () => {
    const net = { layers: 4, width: 128, gain: 2.2, seed: 1 };
    const runs = [true, false].map((normalised) => ({
      name: normalised ? 'normalised' : 'large weights',
      outputs: layerOutputs({ ...net, normalised }),
    }));
    return layerHistograms(runs, { open: 3 });
  },
  'psi-curves': () => psiCurves([1, 2, 3, 4]),
  'sphere-map': () => {
    const run = toyRun('ArcFace', 0.09, 1, 3);
    return sphereMap(run.features, run.labels, { names, weights: run.weights });
  },
  'mining-cockpit': () =>
    miningCockpit([miningRun('semi-hard', false), miningRun('hardest only', true)], { margin: 0.2 }),
  'mining-cockpit-single': () => miningCockpit(miningRun('semi-hard', false), { margin: 0.2 }),
  'contrastive-curves': () => contrastiveCurves([0.5, 1, 1.5]),
  'difference-maps': () => differenceMaps(),
  'feature-stripes': () => {
    const rectified = { ...embeddings, values: embeddings.values.map((value) => Math.max(0, value)) };
    return featureStripes(
      [{ name: 'trained', features: rectified, ordering: { features: rectified, labels } }],
      labels,
      names,
    );
  },
  'score-panels': () => {
    const { same, different } = scores();
    const panel = { score: 'cosine similarity', same, different, threshold: 0.36, numbers: '97 % judged rightly' };
    return scorePanels([{ name: 'before', ...panel }, { name: 'after', ...panel }]); // prettier-ignore
  },
  'triplet-counts': () => tripletCounts(),
  'triplet-zones': () =>
    tripletZones([{ name: 'Ada', toPositive: 0.5, toNegatives: [0.2, 0.6, 0.65, 1.1, 1.9], chosen: 1 }], {
      margin: 0.2,
    }),
  'center-paths': () => {
    const features = matrixFrom([[1, 0], [2, 1], [0, 3], [1, 4]]); // prettier-ignore
    const centers = [[[0, 0], [0, 0]], [[1, 0.2], [0.2, 2]], [[1.5, 0.5], [0.5, 3.5]]].map((rows) => matrixFrom(rows)); // prettier-ignore
    return centerPaths([{ name: 'alpha = 0.5', features, labels: [0, 0, 1, 1], centers }]);
  },
  'misalignment-curves': () =>
    misalignmentCurves(
      (['turned', 'shifted', 'scaled'] as const).map((kind, index) => ({
        kind,
        amounts: [0, 10, 20, 30, 40],
        accuracies: [0.96, 0.94 - 0.01 * index, 0.88, 0.79 - 0.03 * index, 0.66],
      })),
    ),
  'seed-bars': () =>
    seedBars(
      ['softmax', 'contrastive', 'triplet', 'center', 'SphereFace', 'CosFace', 'ArcFace'].map((name, index) => ({
        name,
        values: Array.from({ length: 5 }, (_, seed) => 0.88 + 0.012 * index + 0.006 * seeded(seed, name).normal()),
      })),
      {
        title: 'Verification of people never seen',
        note: 'Five seeds, the same backbone, data and number of steps',
        measure: '10-fold accuracy',
        format: '.1%',
      },
    ),
  'seed-lines': () =>
    seedLines(
      { title: 'share of wrong labels', values: [0, 0.1, 0.2, 0.3] },
      ['ArcFace', 'BoundaryFace'].map((name, index) => ({
        name,
        values: [0, 0.1, 0.2, 0.3].map((noise) =>
          Array.from(
            { length: 5 },
            (_, seed) => 0.95 - noise * (0.5 - 0.35 * index) + 0.01 * seeded(seed, name, noise).normal(),
          ),
        ),
      })),
      { title: 'Accuracy against label noise', measure: 'accuracy', format: '.0%' },
    ),
};
