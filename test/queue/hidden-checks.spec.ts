import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { grade } from '../../src/grading/grade';
import { connect } from '../../src/queue/connect';
import { gradeQueued } from '../../src/queue/grade';
import { nameOf, readCourseKey, seal, unseal } from '../../src/queue/sealed';
import { withRedis } from './redis';
import { withWorkers } from './workers';

const here = join(__dirname, '..', '..');
const chapters = ['12-boundaryface'];
const file = join('12-boundaryface', 'correct-labels.ts');
const solution = readFileSync(join(here, 'solutions', file), 'utf8');
const token = 'an-example-token-of-the-course';

describe('hidden checks that workers fetch', function () {
  this.timeout(300_000);
  const redis = withRedis();
  const { startWorker, inFolder } = withWorkers(redis);

  /** A course whose hidden checks no worker has: a further one, which the solution cannot pass. */
  const course = (): string => {
    const root = inFolder('course');
    for (const folder of ['src', 'exercises', 'solutions', 'test/exercises', 'package.json', 'tsconfig.json'])
      cpSync(join(here, folder), join(root, folder), { recursive: true });
    symlinkSync(join(here, 'node_modules'), join(root, 'node_modules'));
    const hidden = join(root, 'test', 'exercises', 'hidden', '12-boundaryface.ts');
    const text = readFileSync(hidden, 'utf8');
    const changed = text.replace('[[[0.6, 0.1, 0.62]], [0], 0.3], expected: [0]', '[[[0.6, 0.1, 0.6281]], [0], 0.3], expected: [1]'); // prettier-ignore
    assert.notEqual(changed, text);
    writeFileSync(hidden, changed);
    return root;
  };
  const handIns = (): string => {
    for (const [student, text] of [['ada', solution], ['ben', 'export const x = 1;']]) {
      const path = inFolder('hand-ins', student, file);
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, text);
      utimesSync(path, 1_000_000, 1_000_000);
    }
    return inFolder('hand-ins');
  }; // prettier-ignore
  const tokenFile = (text = token): string => {
    writeFileSync(inFolder('token'), `${text}\n`);
    return inFolder('token');
  };
  const settings = (root: string) => ({
    root,
    chapters,
    url: redis().url,
    store: inFolder('mine'),
    experiments: join(__dirname, 'slow-experiments.ts'),
    out: inFolder('queued'),
  });

  it('are those of whoever queued, and neither they nor what failed is readable on the way', async () => {
    const root = course();
    const alone = await grade(handIns(), { root, chapters, protection: 'bubblewrap', out: inFolder('alone') });
assert.ok(JSON.stringify(alone.results).includes('0.6281'));
    await startWorker({ tokenFile: tokenFile() });
    const report = await gradeQueued(handIns(), { ...settings(root), tokenFile: tokenFile() });
    assert.deepEqual(report.notGraded, []);
    for (const book of ['gradebook.csv', 'found.csv', 'similarity.html'])
      assert.equal(readFileSync(inFolder('queued', book), 'utf8'), readFileSync(inFolder('alone', book), 'utf8'));

    const connection = await connect(redis().url);
    try {
      const keys = await connection.keys('*');
      assert.equal(keys.filter((key) => key.startsWith('facelab:checks:')).length, 1);
      const values = await Promise.all(
        keys.map(async (key) => {
          const type = await connection.type(key);
          if (type === 'string') return connection.get(key);
          return type === 'hash' ? JSON.stringify(await connection.hgetall(key)) : '';
        }),
      );
      const all = values.join();
      assert.match(all, /correct-labels\.ts/);
      assert.doesNotMatch(all, /0\.6281|labelsByAddition|an-example-token/);
    } finally {
      connection.disconnect();
    }
    const kept = readdirSync(inFolder('store'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.equal(kept.length, 2);
    for (const { parentPath, name } of kept) assert.doesNotMatch(readFileSync(join(parentPath, name), 'utf8'), /0\.6281/);
  }); // prettier-ignore

  it('are not there for a worker without the token, or with another one, which say so', async () => {
    const root = course();
    const reasonOf = async (): Promise<string> => {
      const { results, notGraded } = await gradeQueued(handIns(), { ...settings(root), tokenFile: tokenFile() });
      assert.deepEqual(notGraded, ['ada', 'ben']);
      return results[0].problem!;
    };
    const first = await startWorker();
    assert.match(await reasonOf(), /^The grader failed: The hidden checks are sealed with the course’s token and this worker has none: start it with --token-file\./); // prettier-ignore
    first.process.kill('SIGKILL');
    await startWorker({ tokenFile: tokenFile('an-example-of-another-token') });
    assert.match(await reasonOf(), /^The grader failed: The hidden checks do not open with the token of this worker: give it the token file of whoever/); // prettier-ignore
  });

  it('are sealed: a name, a text and a subject of their own for each token', () => {
    const [key, same] = [readCourseKey(tokenFile()), readCourseKey(tokenFile(`  ${token} `))];
    const other = readCourseKey(tokenFile('an-example-of-another-token'));
    assert.equal(nameOf(key, 'text'), nameOf(same, 'text'));
    assert.notEqual(nameOf(key, 'text'), nameOf(other, 'text'));
    const { sealed } = seal(key, 'about', 'täxt');
    assert.equal(unseal(same, 'about', { sealed }), 'täxt');
    assert.notEqual(seal(key, 'about', 'täxt').sealed, sealed);
    assert.equal(unseal(other, 'about', { sealed }), undefined);
    assert.equal(unseal(key, 'about something else', { sealed }), undefined);
    for (const place of [0, 15, 30]) {
      const bytes = Buffer.from(sealed, 'base64');
      bytes[place] ^= 1;
      assert.equal(unseal(key, 'about', { sealed: bytes.toString('base64') }), undefined, `byte ${place}`);
    }
    assert.equal(unseal(key, 'about', { sealed: 'AAAA' }), undefined);
    for (const text of ['short', '', 'twenty characters and blanks'])
      assert.throws(() => readCourseKey(tokenFile(text)), /token holds no token: draw one word of at least 20 char/);
    assert.throws(() => readCourseKey(inFolder()), /holds no token/);
    assert.throws(
      () => readCourseKey(inFolder('nowhere')),
      /InputError: The token file .*nowhere cannot be read \(ENOENT\)\.$/,
    );
  });
});
