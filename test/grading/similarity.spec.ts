import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { seeded } from '../../src/base/random';
import { fingerprints, MOST_PRINTS } from '../../src/grading/fingerprints';
import { copies, similarities, type Source } from '../../src/grading/similarity';
import { similarityReport } from '../../src/grading/similarity-report';
import { sourcesOf } from '../../src/grading/sources';

const root = join(__dirname, '../..');
const solution = readFileSync(join(root, 'solutions', '12-boundaryface', 'correct-labels.ts'), 'utf8');

const source = (student: string, exercise: string, text: string): Source => ({
  student,
  exercise,
  ...fingerprints(text),
});

/** Values that come in no pattern, so that no run of tokens comes twice. */
function varied(count: number, seed: number): string {
  const random = seeded(seed, 'filler');
  return Array.from({ length: count }, () => random.integer(90_000)).join();
}

describe('similarity', () => {
  const exercise = '12-boundaryface/correctLabels';
  const own = `export function correctLabels(cosines: number[][], labels: number[], margin: number): number[] {
    const output: number[] = [];
    for (let index = 0; index < labels.length; index += 1) {
      const angles = cosines[index].map(Math.acos);
      const shifted = angles.map((angle) => Math.cos(angle + margin));
      shifted.splice(labels[index], 1, -2);
      const strongest = shifted.reduce((a, b) => Math.max(a, b), -3);
      output.push(strongest > cosines[index][labels[index]] ? shifted.indexOf(strongest) : labels[index]);
    }
    return output;
  }`;
  const renamed = own.replace(/output/g, 'ergebnis').replace(/index/g, 'i').replace(/shifted/g, 'w').replace('const angles', '// meins!\n\n const angles').replace(/angles/g, 'q'); // prettier-ignore
  const other = `export function correctLabels(c: number[][], y: number[], m: number): number[] {
    return y.map((own, i) => {
      let j = own;
      for (const [k, v] of c[i].entries()) if (k !== own && v * Math.cos(m) - Math.sqrt(1 - v ** 2) * Math.sin(m) > Math.max(c[i][own], j === own ? -9 : c[i][j])) j = k;
      return j;
    });
  }`;

  it('finds a copy with other names and comments, and no other pair', () => {
    const sources = [['ada', own], ['ben', other], ['cem', renamed]].map(([student, text]) => source(student, exercise, text)); // prettier-ignore
    const [pair, ...more] = similarities(sources, []);
    assert.deepEqual([pair.first, pair.second], ['ada', 'cem']);
    assert.ok(pair.score > 0.9, String(pair.score));
    assert.deepEqual(more, []);
  });

  it('lists pairs that are equally alike by their names, whoever was read first', () => {
    const sources = ['ada', 'ben', 'cem'].map((student) => source(student, exercise, own));
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2],
    ]) {
      const pairs = similarities(order.map((place) => sources[place]), []); // prettier-ignore
      assert.deepEqual(pairs.map(({ first, second }) => `${first} ${second}`), ['ada ben', 'ada cem', 'ben cem']); // prettier-ignore
    }
  });

  it('does not count what the solution has too', () => {
    const sources = ['ada', 'ben'].map((student) => source(student, exercise, solution));
    assert.deepEqual(similarities(sources, [source('', exercise, solution)]), []);
  });

  it('finds what was copied from the course, and leaves an own way alone', () => {
    const files = ['src/mining/triplets.ts', 'solutions/12-boundaryface/correct-labels.ts'];
    const texts = files.map((file) => readFileSync(join(root, file), 'utf8'));
    const course = files.map((file, index) => source(file, '', texts[index]));
    const inlined = `${texts[0].replace(/labels/g, 'klassen')}\nexport const correctLabels = countTriplets;`;
    const sources = [['ada', other], ['ben', inlined], ['cem', solution]].map(([student, text]) => source(student, exercise, text)); // prettier-ignore
    const found = copies(sources, [], course);
    assert.deepEqual(
      found.map(({ student, file }) => [student, file]),
      [
        ['ben', 'src/mining/triplets.ts'],
        ['cem', 'solutions/12-boundaryface/correct-labels.ts'],
      ],
    );
    assert.ok(found.every(({ score }) => score > 0.9));
    assert.match(
      similarityReport([], found),
      /<td>ben<.td><td>12-boundaryface.correctLabels<.td><td>src.mining.triplets\.ts</,
    );
  });

  it('finds the solutions again among all of src and solutions when their types are gone', () => {
    const read = (place: string): [file: string, text: string][] =>
      readdirSync(join(root, place), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => [file, readFileSync(join(root, place, file), 'utf8')]);
    const asSources = (place: string): Source[] =>
      read(place).map(([file, text]) => source(`${place}/${file}`, file, text));
    const solutions = asSources('solutions').filter(({ exercise: file }) => /[\\/]/.test(file));
    const untyped = read('solutions')
      .filter(([file]) => /[\\/]/.test(file))
      .map(([file, text]) => source(`solutions/${file}`, file, transformSync(text, { loader: 'ts' }).code));
    const found = copies(untyped, asSources('exercises'), [...asSources('src'), ...solutions]);
    // One is too short to say anything about, and one line long is how src writes a distance as well.
    const again = found.filter(({ student, file }) => student === file);
    assert.ok(again.length >= solutions.length - 2, `${again.length} of ${solutions.length}`);
  });

  const chapter = { slug: '12-boundaryface', title: '', exercises: ['correctLabels', 'otherOne'].map((name) => ({ name, parameters: [], checks: [] })), hidden: {}, digest: '' }; // prettier-ignore
  const handedIn = (student: string, files: Record<string, string>): Source[] => {
    const chapters = new Map([[chapter.slug, new Map(Object.entries(files))]]);
    return sourcesOf({ student, handedIn: 0, files: [], digest: '', chapters }, [chapter]);
  };

  it('finds a copy that was put into a file of its own', () => {
    const sources = [
      ...handedIn('ada', { 'correct-labels.ts': own }),
      ...handedIn('ben', { 'correct-labels.ts': "export * from './way.js';", 'way.ts': renamed }),
      ...handedIn('cem', { 'correct-labels.ts': other, 'unused.ts': own }),
    ];
    assert.deepEqual(similarities(sources, []).map(({ first, second }) => [first, second]), [['ada', 'ben']]); // prettier-ignore
  });

  const hidingPlaces: Record<string, Record<string, string>> = {
    '60,000 equal tokens': { 'correct-labels.ts': `const filler = [${'1,'.repeat(30_000)}];\n${renamed}` },
    '12,000 tokens of which no run repeats': {
      'correct-labels.ts': `const filler = [${varied(6_000, 1)}];\n${renamed}`,
    },
    'a long comment': { 'correct-labels.ts': `/*${' no'.repeat(60_000)} */\n${renamed}` },
    'an import in a long file': {
      'correct-labels.ts': `const filler = '${'x'.repeat(200_000)}';\nexport * from './way';`,
      'way.ts': renamed,
    },
    'six imports, one after the other': {
      'correct-labels.ts': "export * from './a0';",
      ...Object.fromEntries([0, 1, 2, 3, 4].map((i) => [`a${i}.ts`, `export * from './a${i + 1}';`])),
      'a5.ts': renamed,
    },
    'an import in escapes': { 'correct-labels.ts': "export * from './w\\u0061\\x79';", 'way.ts': renamed },
    'the file of another exercise': {
      'correct-labels.ts': "export { correctLabels } from './other-one';",
      'other-one.ts': renamed,
    },
    'an import in pieces': { 'correct-labels.ts': "module.exports = require('./wa' + 'y');", 'way.ts': renamed },
  };
  for (const [place, files] of Object.entries(hidingPlaces)) {
    it(`finds a copy behind ${place}`, () => {
      const sources = [...handedIn('ada', { 'correct-labels.ts': own }), ...handedIn('ben', files)];
      const pairs = similarities(sources, []);
      assert.deepEqual(pairs.map(({ first, second }) => [first, second]), [['ada', 'ben']]); // prettier-ignore
      assert.ok(pairs[0].score > 0.8, String(pairs[0].score));
      const course = [source('solutions/correct-labels.ts', '', own)];
      assert.deepEqual([...new Set(copies(sources, [], course).map(({ student }) => student))], ['ada', 'ben']); // prettier-ignore
    });
  }

  it('lists what is too long to be compared in full, with its length, and still compares a sample of all of it', () => {
    const long = (seed: number): string => `const filler = [${varied(40_000, seed)}];`;
    const sources = [
      source('ada', exercise, long(1)),
      source('ben', exercise, `${own}\n${long(1)}`),
      source('cem', exercise, long(2)),
      source('dan', exercise, own),
    ];
    const report = similarityReport([], [], sources);
    for (const student of ['ada', 'ben', 'cem'])
      assert.match(report, new RegExp(`<td>${student}<.td><td>12-boundaryface.correctLabels<.td><td>80,\\d+ tokens<`));
    assert.doesNotMatch(report, /<td>dan</);
    assert.match(similarityReport([], [], [sources[3]]), /Too long to compare in full<.h2>\n.*\n<p>None/);
    const pairs = similarities(sources, []);
    assert.deepEqual(pairs.map(({ first, second }) => [first, second]), [['ada', 'ben'], ['ben', 'dan']]); // prettier-ignore
    assert.ok(pairs.every(({ score }) => score > 0.9));
  });

  it('compares a class of 300 that hands in as much as it can in little memory', function () {
    this.timeout(60_000);
    const script = join(__dirname, 'compare-many.ts');
    const flags = ['--max-old-space-size=96', '--require', 'tsx/cjs'];
    const { stdout, stderr } = spawnSync(process.execPath, [...flags, script, '300', '4'], {
      cwd: root,
      encoding: 'utf8',
    });
    const { pairs, peakMiB } = JSON.parse(stdout || JSON.stringify({ pairs: stderr }));
    assert.equal(pairs, 150);
    assert.ok(!(peakMiB > 400), `${peakMiB} MiB`);
  });

  const hostile: [name: string, text: string][] = [
    ['else if', Array.from({ length: 22_000 }, (_, i) => `else if (n === ${i}) {}`).join(' ')],
    ['!', '!'.repeat(250_000)],
    ['{', '{'.repeat(250_000)],
    ['a<', 'a<'.repeat(120_000)],
    ['()=>', '()=>'.repeat(60_000)],
    ['templates', '`${'.repeat(80_000)],
    ['unclosed regular expressions', '=/['.repeat(80_000)],
    ['unclosed comments', '/* '.repeat(80_000)],
    ['unclosed strings', '"\\'.repeat(120_000)],
    ['one name', 'a'.repeat(250_000)],
    ['one number', '1'.repeat(250_000)],
    ['nothing that is code', '\u0000\ud800€'.repeat(80_000)],
  ];
  for (const [name, text] of hostile) {
    it(`never waits for strange code: ${name}`, () => {
      const start = process.cpuUsage();
      const { prints } = fingerprints(text);
      assert.ok(prints.length <= MOST_PRINTS && prints.buffer.byteLength <= 4 * MOST_PRINTS);
      // Thirty times what the slowest takes, since threads beside this one count; a quadratic way takes minutes.
      assert.ok(process.cpuUsage(start).user < 10e6);
    });
  }
});
