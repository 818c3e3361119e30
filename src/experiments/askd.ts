import { firstUnseen } from '../data/celebrities/rendered-once';
import type { Teaching } from '../lessons/askd/students';
import type { Experiment } from './record';
import { type AskdResult, type AskdSettings, type Student, teachAndVerify } from './runs/teach-and-verify';

/** What teacher and students share. */
export const askdSettings: AskdSettings = {
  people: { identities: 1000, picturesEach: 10, size: 32, seed: 1 },
  unseen: { identities: 200, picturesEach: 10, size: 32, seed: 1, firstIdentity: firstUnseen },
  network: { size: 32, dim: 128, widths: [32, 64, 96, 128] },
  batch: 128,
  steps: 1500,
  learningRate: 0.1,
  margin: 0.3,
  scale: 30,
  headRate: 4,
};

/** Pixels of the students' pictures, of the teacher's 32. */
export const askdResolutions = [8, 12, 16, 24];

/** Ways of teaching, with their names in tables and figures. Lambda of A-SKD is the paper's; the others make terms of similar size. */
export const teachings: Record<string, { name: string; teaching: Teaching }> = {
  alone: { name: 'ArcFace alone', teaching: { by: 'nobody' } },
  transfer: { name: '+ attention transfer', teaching: { by: 'transfer', lambda: 1000 } },
  attention: { name: '+ A-SKD, λ = 5', teaching: { by: 'attention', lambda: 5 } },
  logits: { name: '+ logits', teaching: { by: 'logits', lambda: 0.1, temperature: 4 } },
  embedding: { name: '+ embedding', teaching: { by: 'embedding', lambda: 5 } },
};

/** The record's name of one student. */
export function askdName(teaching: string, resolution: number): string {
  return `${teaching}-${resolution}`;
}

/** Students of small pictures, by who teaches them, and the teacher itself. */
export const askd: Experiment<{ student: Student; settings: AskdSettings }, AskdResult> = {
  name: 'askd',
  description:
    'small pictures: ArcFace alone, attention transfer, A-SKD, logits and embeddings of a teacher with 32 pixels',
  configurations: Object.fromEntries([
    [
      askdName('alone', 32),
      { student: { resolution: 32, teaching: teachings.alone.teaching }, settings: askdSettings },
    ],
    ...askdResolutions.flatMap((resolution) =>
      Object.entries(teachings).map(([name, { teaching }]) => [
        askdName(name, resolution),
        { student: { resolution, teaching }, settings: askdSettings },
      ]),
    ),
  ]),
  files: () => ['src/experiments/runs/teach-and-verify.ts'],
  run: ({ student, settings }, context) => teachAndVerify(student, settings, context),
};
