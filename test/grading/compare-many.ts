import { readFileSync } from 'node:fs';
import { seeded } from '../../src/base/random';
import { MOST_PRINTS } from '../../src/grading/fingerprints';
import { copies, similarities, type Source } from '../../src/grading/similarity';

/** Compares a class whose texts are all too long, every two of them equal: prints the pairs that were found, and the memory that it took. */
const [students, exercises] = process.argv.slice(2).map(Number);
const random = seeded(1, 'prints');
const sources: Source[] = [];
for (let exercise = 0; exercise < exercises; exercise++) {
  for (let student = 0; student < students; student += 2) {
    const prints = Uint32Array.from({ length: MOST_PRINTS }, () => random.integer(2 ** 31)).sort();
    for (const one of [student, student + 1])
      sources.push({ student: `${one}`, exercise: `${exercise}`, prints: prints.slice(), tokens: 1e5, limit: 2 ** 31 });
  }
}
const pairs = similarities(sources, []).length;
copies(sources, [], sources.slice(0, 20));
const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : '';
const peakMiB = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
console.log(JSON.stringify({ pairs, peakMiB }));
