import { firstUnseen } from '../data/celebrities/rendered-once';
import type { Teaching } from '../lessons/coupleface/students';
import { smallMobileStages } from '../models/backbones/mobilenet-v2';
import type { Experiment, RunRecord } from './record';
import { coupleRates, teachRelations, type CoupleResult, type CoupleSettings } from './runs/teach-relations';
import { asShare, leadOver, sharesBySeed, sharesOfPeople, type Share } from './shares-of-people';

/** What teacher and students share: the teacher has people, network, steps and learning rate of the comparison of losses. */
export const coupleSettings: CoupleSettings = {
  people: { identities: 2000, picturesEach: 20, size: 32, seed: 1 },
  unseen: { identities: 500, picturesEach: 10, size: 32, seed: 1, firstIdentity: firstUnseen },
  size: 32,
  dim: 128,
  teacher: { widths: [32, 64, 96, 128], steps: 2500, learningRate: 0.1 },
  student: { firstWidth: 8, stages: smallMobileStages, steps: 2500, learningRate: 0.1 },
  batch: 128,
  margin: 0.3,
  scale: 30,
  headRate: 4,
  hardest: 10,
};

/** How a student that is taught learns: five times as fast as from ArcFace alone. */
const taught = { consistency: 1, rate: 5 };

/** CoupleFace's relations: the paper's alpha, k and q. */
const relations = { alpha: 1, k: 100, slack: 0.03, mined: true };

/** Teacher and students, with their names in tables and figures. */
export const coupleTeachings: Record<string, { name: string; teaching: Teaching | 'teacher' }> = {
  teacher: { name: 'the teacher', teaching: 'teacher' },
  alone: { name: 'ArcFace, no teacher', teaching: { arcFace: { beta: 1, from: 0 } } },
  'alone-fast': {
    name: 'the same, learning rate × 5',
    teaching: { rate: taught.rate, arcFace: { beta: 1, from: 0 } },
  },
  features: { name: 'features (FCD)', teaching: taught },
  batch: { name: 'FCD + PKT, all of the batch', teaching: { ...taught, batch: { lambda: 10 } } },
  drawn: {
    name: 'FCD + relations by chance',
    teaching: { ...taught, relations: { ...relations, mined: false } },
  },
  relations: { name: 'FCD + MRD, q = 0', teaching: { ...taught, relations: { ...relations, slack: 0 } } },
  'relations-a3': {
    name: 'FCD + MRD, q = 0, α = 3',
    teaching: { ...taught, relations: { ...relations, slack: 0, alpha: 3 } },
  },
  couple: { name: 'CoupleFace, q = 0.03', teaching: { ...taught, relations } },
  'couple-q10': { name: 'CoupleFace, q = 0.1', teaching: { ...taught, relations: { ...relations, slack: 0.1 } } },
  'couple-k10': { name: 'CoupleFace, k = 10', teaching: { ...taught, relations: { ...relations, k: 10 } } },
  'couple-k1000': { name: 'CoupleFace, k = 1000', teaching: { ...taught, relations: { ...relations, k: 1000 } } },
  plus: {
    name: 'CoupleFace+, β = 0.01',
    teaching: { ...taught, relations, arcFace: { beta: 0.01, from: 2 / 3 } },
  },
};

/** Mobile students of a residual teacher. */
export const coupleFace: Experiment<{ teaching: Teaching | 'teacher'; settings: CoupleSettings }, CoupleResult> = {
  name: 'coupleface',
  description: 'mobile students of a residual teacher: features, relations by chance, mined, with slack; k and q',
  configurations: Object.fromEntries(
    Object.entries(coupleTeachings).map(([name, { teaching }]) => [name, { teaching, settings: coupleSettings }]),
  ),
  files: () => ['src/experiments/runs/teach-relations.ts'],
  run: ({ teaching, settings }, context) => teachRelations(teaching, settings, context),
};

type CoupleRecord = Pick<RunRecord<unknown, CoupleResult>, 'name' | 'seed' | 'result'>;

/** A measure of every student that is recorded, in the order of {@link coupleTeachings}, one value per seed. */
export function valuesOfStudents(
  records: Pick<RunRecord<unknown, CoupleResult>, 'name' | 'result'>[],
  measure: (result: CoupleResult) => number,
): { name: string; values: number[] }[] {
  return Object.entries(coupleTeachings)
    .map(([key, { name }]) => ({
      name,
      values: records.filter((record) => record.name === key).map(({ result }) => measure(result)),
    }))
    .filter(({ values }) => values.length > 0);
}

/** Students that learn features and more. */
const related = Object.keys(coupleTeachings).filter(
  (key) => !['teacher', 'alone', 'alone-fast', 'features'].includes(key),
);

/**
 * How far students that learn features and relations are ahead of the one that learns features alone, in TAR at each of `coupleRates`: the
 * rows of the figure `leadRows`, see {@link aheadOfStudents}.
 */
export function aheadOfFeatures(records: CoupleRecord[]): { name: string; values: (Share | undefined)[] }[] {
  return aheadOfStudents(
    records,
    related,
    coupleRates.map((far) => ({ other: 'features', far })),
  );
}

/**
 * How far students are ahead of others in TAR, seed by seed and person by person: a row for each student, a value for each of the others
 * at a false-accept rate, undefined where fewer than three seeds are recorded of both. A row without any is left out.
 *
 * @param students of {@link coupleTeachings}
 * @param others of the same, each with one of `coupleRates`
 */
export function aheadOfStudents(
  records: CoupleRecord[],
  students: string[],
  others: { other: string; far: number }[],
): { name: string; values: (Share | undefined)[] }[] {
  const of = (key: string, far: number): Map<number, number[]> =>
    sharesBySeed(records, key, ({ accepted }) =>
      sharesOfPeople(accepted[coupleRates.indexOf(far)], coupleSettings.unseen.picturesEach),
    );
  return students
    .map((key) => ({
      name: coupleTeachings[key].name,
      values: others.map(({ other, far }) => {
        const lead = leadOver(of(key, far), of(other, far));
        return lead && asShare(lead);
      }),
    }))
    .filter(({ values }) => values.some((value) => value !== undefined));
}
