import { firstUnseen } from '../data/celebrities/rendered-once';
import type { Teaching } from '../lessons/askd/students';
import { meanInterval } from './mean-interval';
import type { Experiment, RunRecord } from './record';
import { type AskdResult, type AskdSettings, askdRates, type Student, teachAndVerify } from './runs/teach-and-verify';
import { asShare, leadOver, sharesBySeed, sharesOfPeople, type Share } from './shares-of-people';

/** What teacher and students share: people, network and steps of notebook 10. */
export const askdSettings: AskdSettings = {
  people: { identities: 300, picturesEach: 16, size: 32, seed: 1 },
  unseen: { identities: 200, picturesEach: 10, size: 32, seed: 1, firstIdentity: firstUnseen },
  network: { size: 32, dim: 64, widths: [32, 64, 96, 128] },
  batch: 64,
  steps: 600,
  learningRate: 0.1,
  margin: 0.3,
  scale: 30,
  headRate: 4,
};

/** More people, a longer embedding, and five times as many pictures seen in training. */
export const largerSettings: AskdSettings = {
  ...askdSettings,
  people: { ...askdSettings.people, identities: 1000, picturesEach: 10 },
  network: { ...askdSettings.network, dim: 128 },
  batch: 128,
  steps: 1500,
};

/** Pixels of the students' pictures, of the teacher's 32. */
export const askdResolutions = [8, 12, 16, 24];

/**
 * Ways of teaching, with their names in tables and figures. A λ of 5 is the paper's; with the other ways λ makes
 * terms of similar size. After the sigmoid all values are positive and distances of maps small, so that they need more weight.
 */
export const teachings: Record<string, { name: string; teaching: Teaching }> = {
  alone: { name: 'ArcFace alone', teaching: { by: 'nobody' } },
  transfer: { name: '+ attention transfer', teaching: { by: 'transfer', lambda: 1000 } },
  gentle: { name: '+ A-SKD, λ = 1', teaching: { by: 'attention', lambda: 1, sigmoid: 'before' } },
  attention: { name: '+ A-SKD, λ = 5', teaching: { by: 'attention', lambda: 5, sigmoid: 'before' } },
  sigmoid: {
    name: '+ A-SKD after the sigmoid, λ = 20',
    teaching: { by: 'attention', lambda: 20, sigmoid: 'after' },
  },
  logits: { name: '+ logits', teaching: { by: 'logits', lambda: 0.1, temperature: 4 } },
  embedding: { name: '+ embedding', teaching: { by: 'embedding', lambda: 5 } },
};

/** More of λ, asked at the smallest pictures only. */
export const lambdasTried: typeof teachings = {
  faint: { name: '+ A-SKD, λ = 0.3', teaching: { by: 'attention', lambda: 0.3, sigmoid: 'before' } },
  strict: { name: '+ A-SKD, λ = 20', teaching: { by: 'attention', lambda: 20, sigmoid: 'before' } },
};

/** The record's name of one student. */
export function askdName(teaching: string, resolution: number): string {
  return `${teaching}-${resolution}`;
}

type AskdExperiment = Experiment<{ student: Student; settings: AskdSettings }, AskdResult>;

function students(
  settings: AskdSettings,
  asked: [resolution: number, teachings: typeof teachings][],
): AskdExperiment['configurations'] {
  return Object.fromEntries(
    asked.flatMap(([resolution, ways]) =>
      Object.entries(ways).map(([name, { teaching }]) => [
        askdName(name, resolution),
        { student: { resolution, teaching }, settings },
      ]),
    ),
  );
}

const { alone, gentle, attention, logits, embedding } = teachings;

const runs: Pick<AskdExperiment, 'files' | 'run'> = {
  files: () => ['src/experiments/runs/teach-and-verify.ts'],
  run: ({ student, settings }, context) => teachAndVerify(student, settings, context),
};

/** Students of small pictures, by who teaches them, and the teacher itself. */
export const askd: AskdExperiment = {
  ...runs,
  name: 'askd',
  description:
    'small pictures: ArcFace alone, attention transfer, A-SKD before and after the sigmoid, logits, embeddings of a teacher',
  configurations: students(askdSettings, [
    [32, { alone }],
    ...askdResolutions.map((resolution): [number, typeof teachings] => [resolution, teachings]),
    [askdResolutions[0], lambdasTried],
  ]),
};

/** Is a teacher still needed where there are more people and more time? */
export const askdLarger: AskdExperiment = {
  ...runs,
  name: 'askd-larger',
  description:
    'students of small pictures with more people and five times as many pictures seen: A-SKD, logits, embeddings',
  configurations: students(
    largerSettings,
    [8, 12].map((resolution) => [resolution, { alone, gentle, attention, logits, embedding }]),
  ),
};

type AskdRecord = Pick<RunRecord<unknown, AskdResult>, 'name' | 'seed' | 'result'>;

/** TAR at one of {@link askdRates}, of one way of teaching over the resolutions that are recorded. */
export interface ResolutionTar {
  name: string;
  points: { pixels: number; value: number; low: number; high: number }[];
}

/**
 * What is recorded over resolutions: the mean over seeds of TAR at a rate, with the 95 % interval of the mean, a line for each way of
 * teaching. The ends are NaN below three seeds, whose interval would be wider than the figure.
 */
export function tarOverResolution(records: AskdRecord[], rate: number): ResolutionTar[] {
  return Object.entries(teachings).map(([teaching, { name }]) => ({
    name,
    points: [...askdResolutions, ...(teaching === 'alone' ? [32] : [])].flatMap((pixels) => {
      const runs = records.filter((record) => record.name === askdName(teaching, pixels));
      if (runs.length === 0) return [];
      const { mean, half } = meanInterval(runs.map(({ result }) => sum(tarOfPeople(result, rate)) / people));
      const reach = runs.length < 3 ? NaN : half;
      return [{ pixels, value: mean, low: mean - reach, high: mean + reach }];
    }),
  }));
}

/**
 * How far students are ahead of those of another way of teaching in TAR at a rate, seed by seed and person by person: the rows of the
 * figure `leadRows`, a value for each of `resolutions`, undefined where fewer than three seeds are recorded of both. A way of teaching without
 * any is left out, and so is the other one itself.
 *
 * @param other of {@link teachings}, such as 'alone'
 */
export function aheadOfTeaching(
  records: AskdRecord[],
  other: string,
  rate: number,
  resolutions: number[],
): { name: string; values: (Share | undefined)[] }[] {
  const of = (teaching: string, pixels: number): Map<number, number[]> =>
    sharesBySeed(records, askdName(teaching, pixels), (result) => tarOfPeople(result, rate));
  const { transfer, sigmoid } = teachings;
  const { faint, strict } = lambdasTried;
  return Object.entries({ faint, gentle, attention, strict, sigmoid, transfer, logits, embedding })
    .filter(([teaching]) => teaching !== other)
    .flatMap(([teaching, { name }]) => {
      const values = resolutions.map((pixels) => {
        const lead = leadOver(of(teaching, pixels), of(other, pixels));
        return lead && asShare(lead);
      });
      return values.every((value) => value === undefined) ? [] : [{ name, values }];
    });
}

// Both experiments ask the same strangers.
const { identities: people, picturesEach } = askdSettings.unseen;

/** The share of each person's pairs that are accepted. */
function tarOfPeople({ accepted }: AskdResult, rate: number): number[] {
  return sharesOfPeople(accepted[askdRates.indexOf(rate)], picturesEach);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
