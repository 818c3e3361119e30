import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { fingerprints } from '../../src/grading/fingerprints';
import { sourcesOf } from '../../src/grading/reports';
import { copies, similarities, similarityReport, type Source } from '../../src/grading/similarity';

const root = join(__dirname, '../..');
const solution = readFileSync(join(root, 'solutions', '12-boundaryface', 'correct-labels.ts'), 'utf8');

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
    const sources = [['ada', own], ['ben', other], ['cem', renamed]].map(([student, text]) => ({ student, exercise, text })); // prettier-ignore
    const [pair, ...more] = similarities(sources, []);
    assert.deepEqual([pair.first, pair.second], ['ada', 'cem']);
    assert.ok(pair.score > 0.9, String(pair.score));
    assert.deepEqual(more, []);
  });

  it('does not count what the solution has too', () => {
    const sources = ['ada', 'ben'].map((student) => ({ student, exercise, text: solution }));
    assert.deepEqual(similarities(sources, [{ student: '', exercise, text: solution }]), []);
  });

  it('finds what was copied from the course, and leaves an own way alone', () => {
    const course = ['src/mining/triplets.ts', 'solutions/12-boundaryface/correct-labels.ts'].map((file) => ({
      student: file,
      exercise: '',
      text: readFileSync(join(root, file), 'utf8'),
    }));
    const inlined = `${course[0].text.replace(/labels/g, 'klassen')}\nexport const correctLabels = countTriplets;`;
    const sources = [['ada', other], ['ben', inlined], ['cem', solution]].map(([student, text]) => ({ student, exercise, text })); // prettier-ignore
    const found = copies(sources, [], course);
    assert.deepEqual(
      found.map(({ student, file }) => [student, file]),
      [
        ['cem', 'solutions/12-boundaryface/correct-labels.ts'],
        ['ben', 'src/mining/triplets.ts'],
      ],
    );
    assert.ok(found.every(({ score }) => score > 0.9));
    assert.match(
      similarityReport([], found),
      /<td>ben<.td><td>12-boundaryface.correctLabels<.td><td>src.mining.triplets\.ts</,
    );
  });

  it('finds the solutions again among all of src and solutions when their types are gone', () => {
    const read = (place: string): Source[] =>
      readdirSync(join(root, place), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => ({ student: `${place}/${file}`, exercise: file, text: readFileSync(join(root, place, file), 'utf8') })); // prettier-ignore
    const solutions = read('solutions').filter(({ exercise }) => /[\\/]/.test(exercise));
    const untyped = solutions.map((source) => ({ ...source, text: transformSync(source.text, { loader: 'ts' }).code }));
    const found = copies(untyped, read('exercises'), [...read('src'), ...solutions]);
    // One is too short to say anything about, and one line long is how src writes a distance as well.
    const again = found.filter(({ student, file }) => student === file);
    assert.ok(again.length >= solutions.length - 2, `${again.length} of ${solutions.length}`);
  });

  it('finds a copy that was put into a file of its own', () => {
    const chapter = { slug: '12-boundaryface', title: '', exercises: [{ name: 'correctLabels', parameters: [], checks: [] }], hidden: {}, digest: '' }; // prettier-ignore
    const handedIn = (student: string, files: [string, string][]): Source[] =>
      sourcesOf({ student, handedIn: 0, files: [], digest: '', chapters: new Map([[chapter.slug, new Map(files)]]) }, [
        chapter,
      ]);
    const sources = [
      ...handedIn('ada', [['correct-labels.ts', own]]),
      ...handedIn('ben', [['correct-labels.ts', "export * from './way.js';"], ['way.ts', renamed]]), // prettier-ignore
      ...handedIn('cem', [['correct-labels.ts', other], ['unused.ts', own]]), // prettier-ignore
    ];
    assert.deepEqual(similarities(sources, []).map(({ first, second }) => [first, second]), [['ada', 'ben']]); // prettier-ignore
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
      assert.ok(fingerprints(text).size <= 5_000);
      // Ten times what the slowest takes; a quadratic way takes minutes.
      assert.ok(process.cpuUsage(start).user < 3e6);
    });
  }
});
