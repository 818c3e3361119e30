import { largerSettings, teachings } from './askd';
import { firstUnseen } from '../data/celebrities/rendered-once';
import { meanInterval, type MeanInterval } from './mean-interval';
import { pairedDifference } from './paired';
import type { Experiment, RunRecord } from './record';
import { teachAndClassify, type ClassesResult, type ClassesSettings } from './runs/teach-and-classify';
import type { Student } from './runs/teach-and-verify';

/** What teacher and students share: the people of `askd-larger`, of whom as many pictures of each kind are taken as the rarest kind has. */
export const classesSettings: ClassesSettings = {
  people: largerSettings.people,
  unseen: { identities: 500, picturesEach: 10, size: 32, seed: 1, firstIdentity: firstUnseen },
  network: { size: 32, dim: 64, widths: [32, 64, 96, 128] },
  batch: 64,
  steps: 400,
  learningRate: 0.1,
  margin: 0,
  scale: 16,
  headRate: 4,
};

/** Pixels of the students' pictures, of the teacher's 32. */
export const classesResolutions = [8, 12];

/** Ways of teaching, with their names in tables and figures. */
export const classesTeachings: typeof teachings = {
  alone: { name: 'softmax alone', teaching: { by: 'nobody' } },
  gentle: teachings.gentle,
  attention: teachings.attention,
  logits: { name: '+ logits', teaching: { by: 'logits', lambda: 0.1, temperature: 4 } },
};

/** The record's name of one student. */
export function classesName(teaching: string, resolution: number): string {
  return `${teaching}-${resolution}`;
}

/** Does A-SKD help where nobody is recognised, but faces are called by what they are? Students of small pictures, and their teacher. */
export const askdClasses: Experiment<{ student: Student; settings: ClassesSettings }, ClassesResult> = {
  name: 'askd-classes',
  description:
    'beard, hair and glasses in small pictures of people never seen: softmax alone, A-SKD, logits of a teacher',
  configurations: Object.fromEntries(
    [
      { name: classesName('alone', 32), student: { resolution: 32, teaching: classesTeachings.alone.teaching } },
      ...classesResolutions.flatMap((resolution) =>
        Object.entries(classesTeachings).map(([name, { teaching }]) => ({
          name: classesName(name, resolution),
          student: { resolution, teaching },
        })),
      ),
    ].map(({ name, student }) => [name, { student, settings: classesSettings }]),
  ),
  files: () => ['src/experiments/runs/teach-and-classify.ts'],
  run: ({ student, settings }, context) => teachAndClassify(student, settings, context),
};

type ClassesRecord = Pick<RunRecord<unknown, ClassesResult>, 'name' | 'seed' | 'result'>;

/**
 * What is recorded over resolutions, and the 32 pixels of the teacher, which is trained alone: the mean over seeds with its 95 % interval,
 * whose ends are NaN for one seed. The lines of the figure `overResolution`.
 */
export function accuracyInClasses(
  records: ClassesRecord[],
): { name: string; points: { pixels: number; value: number; low: number; high: number }[] }[] {
  return Object.entries(classesTeachings).map(([teaching, { name }]) => ({
    name,
    points: [...classesResolutions, 32].flatMap((pixels) => {
      const own = records.filter((record) => record.name === classesName(teaching, pixels));
      if (own.length === 0) return [];
      const { mean, half } = meanInterval(own.map(({ result }) => result.accuracy));
      return [{ pixels, value: mean, low: mean - half, high: mean + half }];
    }),
  }));
}

/**
 * How far students with a teacher are ahead of the one alone, seed by seed, for each of {@link classesResolutions}; undefined where fewer
 * than two seeds are recorded of both. The rows of the figure `leadRows`.
 */
export function aheadInClasses(records: ClassesRecord[]): { name: string; values: (MeanInterval | undefined)[] }[] {
  const of = (name: string): Map<number, number> =>
    new Map(records.filter((record) => record.name === name).map(({ seed, result }) => [seed, result.accuracy]));
  return Object.entries(classesTeachings)
    .filter(([teaching]) => teaching !== 'alone')
    .map(([teaching, { name }]) => ({
      name,
      values: classesResolutions.map((resolution) => {
        const [taught, alone] = [of(classesName(teaching, resolution)), of(classesName('alone', resolution))];
        const seeds = [...taught.keys()].filter((seed) => alone.has(seed));
        if (seeds.length < 2) return undefined;
        const values = [taught, alone].map((one) => seeds.map((seed) => one.get(seed)!));
        const { mean, high } = pairedDifference(values[0], values[1]);
        return { mean, half: high - mean };
      }),
    }));
}
