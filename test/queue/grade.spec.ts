import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultLimits } from '../../src/grading/box/watch';
import { grade } from '../../src/grading/grade';
import { connect } from '../../src/queue/connect';
import { gradeQueued } from '../../src/queue/grade';
import { perform } from '../../src/queue/perform';
import { withRedis } from './redis';
import { withWorkers } from './workers';

const root = join(__dirname, '..', '..');
const chapters = ['12-boundaryface'];
const file = join('12-boundaryface', 'correct-labels.ts');
const solution = readFileSync(join(root, 'solutions', file), 'utf8');
const wrong = solution.replace('best > row[label]', 'best >= row[label]');
const students = {
  ada: solution,
  ben: wrong,
  cem: 'export const x = 1;',
  dia: solution,
  eve: wrong,
  fay: 'export const = 1;',
};

describe('grading through a queue', function () {
  this.timeout(300_000);
  const redis = withRedis();
  const { startWorker, kill, inFolder, until } = withWorkers(redis);
  const handIns = (): string => {
    for (const [student, text] of Object.entries(students)) {
      const path = inFolder('hand-ins', student, file);
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, text);
      utimesSync(path, 1_000_000, 1_000_000);
    }
    return inFolder('hand-ins');
  };
  const settings = () => ({
    root,
    chapters,
    url: redis().url,
    store: inFolder('mine'),
    experiments: join(__dirname, 'slow-experiments.ts'),
    out: inFolder('queued'),
  });

  it('gives the gradebook of a run without one, though a worker is killed and the Redis started again', async () => {
    const alone = await grade(handIns(), { root, chapters, protection: 'bubblewrap', out: inFolder('alone') });
    const first = await startWorker({ patience: 3, killedAt: ': begun' });
    const queued = gradeQueued(handIns(), settings());
    await until(() => first.process.signalCode === 'SIGKILL');
    const second = await startWorker({ patience: 3 });
    await until(() => second.said.some((line) => line.includes(': done')));
    await redis().kill();
    await sleep(500);
    await redis().start();
    const report = await queued;
    assert.deepEqual(report.notGraded, []);
    for (const book of ['gradebook.csv', 'found.csv', 'similarity.html']) {
      assert.equal(readFileSync(inFolder('queued', book), 'utf8'), readFileSync(inFolder('alone', book), 'utf8'));
    }
    for (const page of readdirSync(inFolder('alone', 'feedback'))) {
      const read = (name: string): string => readFileSync(inFolder(name, 'feedback', page), 'utf8');
      assert.equal(read('queued'), read('alone'));
    }
    assert.equal(report.protectionText, alone.protectionText);
    const done = second.said.filter((line) => line.includes(': done')).map((line) => line.split(':')[0]);
    assert.deepEqual(
      done.sort(),
      Object.keys(students).map((student) => `submission of ${student}`),
    );

    // The same again asks no worker.
    await kill();
    assert.equal((await gradeQueued(handIns(), settings())).resumed, 6);
  });

  it('sends what was handed in and the names of chapters, and no check', async () => {
    const stop = new AbortController();
    const queued = gradeQueued(handIns(), { ...settings(), signal: stop.signal });
    const connection = await connect(redis().url);
    try {
      const jobs = (): Promise<string[]> => connection.keys('facelab:*:grade-*');
      await until(async () => (await jobs()).length === 6);
      for (const key of await jobs()) {
        const { submission, ...rest } = JSON.parse((await connection.hget(key, 'data'))!);
        assert.deepEqual(rest, { kind: 'grade', chapters, limits: defaultLimits });
        const text = students[submission.student as keyof typeof students];
        assert.deepEqual(submission.chapters, [['12-boundaryface', [['correct-labels.ts', text]]]]);
      }
      stop.abort();
      await assert.rejects(queued, /Stopped: 0 of 6 submissions are graded and kept/);
      assert.deepEqual(
        (await jobs()).filter((key) => !key.startsWith('facelab:cancelled:')),
        [],
      );
    } finally {
      connection.disconnect();
    }
  });

  it('asks for no less than bubblewrap', async () => {
    const less = gradeQueued(handIns(), { ...settings(), protection: 'permissions' });
    await assert.rejects(less, /workers grade inside bubblewrap only: leave it out, or leave --queue out\.$/);
  });
});

describe('a submission that a worker cannot grade', () => {
  it('is not graded, with the reason, and that is not the student’s doing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'facelab-elsewhere-'));
    const path = join(folder, 'in', 'ada', file);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, solution);
    const elsewhere = {
      protection: 'bubblewrap' as const,
      grade: () => Promise.reject(new Error('Its process ended (signal SIGKILL).')),
    };
    const { results, notGraded } = await grade(join(folder, 'in'), { root, chapters, elsewhere });
    assert.deepEqual(notGraded, ['ada']);
    assert.equal(
      results[0].problem,
      'The grader failed: Its process ended (signal SIGKILL). correctLabels is not graded: run the same command again.',
    );
    assert.equal(existsSync(join(folder, 'in-graded', 'gradebook.csv')), true);
    assert.deepEqual(readdirSync(join(folder, 'in-graded', 'parts')), []);
    rmSync(folder, { recursive: true });
  });

  const submission = { student: 'ada', handedIn: 0, chapters: [], files: [], digest: '' };

  it('is refused where the checks are other ones', async () => {
    const job = { kind: 'grade', submission, chapters, limits: defaultLimits } as const;
    await assert.rejects(
      perform({ id: 'grade-0', job: job as never }, () => []),
      /^InputError: The checks of the worker are other ones than those of whoever queued this: bring both to the same/,
    );
  });
});
