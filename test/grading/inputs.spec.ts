import assert from 'node:assert/strict';
import type { BoxMaker } from '../../src/grading/box/prepare';
import { gradeText, solutionOf, workingBoxes } from './in-a-box';

/** The right loss, called `inner`; `then` is what becomes of the inputs afterwards. */
const loss = (then: string): string =>
  `${solutionOf('tripletLoss').replace('export function tripletLoss', 'function inner')}
   export function tripletLoss(embeddings: any, triplets: any, options: any): any {
     const result = inner(embeddings, triplets, options);
     ${then}
     return result;
   }`;

const count = solutionOf('countTriplets').replace('export function countTriplets', 'function inner');

/** The right count in a file that does more; the inputs are changed afterwards unless `then` says otherwise. */
const counts = (before: string, then = 'labels.reverse(); labels.push(1);'): string =>
  `${before}\n${count}\nexport function countTriplets(labels: number[]): number { const result = inner(labels); ${then} return result; }`;

const forgedText = `const from = Buffer.from;
(Buffer as any).from = function (x: any, ...rest: any[]) {
  if (typeof x === 'string') x = x.replace(/"(changed|inputs)":\\[.*\\]/, '"$1":[]');
  return (from as any).call(Buffer, x, ...rest);
};`;

describe('inputs must stay as they are', function () {
  this.timeout(120_000);
  let boxes: BoxMaker;
  before(async () => {
    boxes = [...(await workingBoxes()).values()][0];
  });

  const cases: [what: string, name: string, text: string][] = [
    ['a tensor disposed of', 'tripletLoss', loss('embeddings.dispose();')],
    ['a tensor overwritten', 'tripletLoss', loss('embeddings.dataSync().fill(0);')],
    ['a list within the options', 'tripletLoss', loss('triplets.length = 0;')],
    ['a list changed', 'countTriplets', counts('')],
    ['a list changed, and the answer forged', 'countTriplets', counts(forgedText)],
  ];
  for (const [what, name, text] of cases) {
    it(`${what}: points lost, with the reason`, async () => {
      const { outcome, earned, points, checks } = await gradeText(boxes, name, text);
      assert.equal(outcome, 'fail');
      assert.ok(earned < points / 2, `${earned} of ${points}`);
      assert.match(checks.map(({ reason }) => reason).join(), /it changed its input (embeddings|triplets|labels)/);
    });
  }

  it('a changed copy costs nothing', async () => {
    const { earned, points } = await gradeText(boxes, 'countTriplets', counts('', '[...labels].reverse();'));
    assert.equal(earned, points);
    const { earned: all, points: of } = await gradeText(boxes, 'tripletLoss', loss(''));
    assert.equal(all, of);
  });
});

describe('code from texts', function () {
  this.timeout(120_000);
  const texts = {
    'a bound eval':
      "(eval as any).bind(null, \"import('fs').then((fs) => { throw new Error('READ ' + fs.readdirSync('.')); })\")",
    'a function from a text': "() => new Function('return 8')()",
    'an asynchronous one': '() => (async () => {}).constructor(\'return import("fs")\')()',
    'a socket in the folder':
      "(eval as any).bind(null, \"import('net').then((net) => new Promise((done, fail) => net.createServer().on('error', fail).listen('./made.sock', () => done(8))))\")",
  };
  for (const [what, text] of Object.entries(texts)) {
    it(`${what}: broke the rules, under every protection`, async () => {
      for (const [protection, boxes] of await workingBoxes()) {
        const result = await gradeText(boxes, 'countTriplets', `export const countTriplets: any = ${text};`);
        assert.deepEqual([result.outcome, result.earned], ['broke the rules', 0], protection);
      }
    });
  }
});

describe('answers are measured before they are used', function () {
  this.timeout(120_000);
  const answers = {
    'a shape without values': "{ tensor: 'float32', shape: [1e9, 1], values: [] }",
    'an endless key': "{ ['k'.repeat(8e6)]: 1 }",
    'a long list of texts': "Array(1000).fill('x'.repeat(20000))",
    'many nested lists': 'Array(400).fill(Array(400).fill([]))',
    'a long error': "(() => { throw new Error('e'.repeat(1e6)); })()",
  };
  for (const [what, value] of Object.entries(answers)) {
    it(`${what}: no points, and short reasons`, async () => {
      const boxes = [...(await workingBoxes()).values()][0];
      const text = `export function countTriplets(labels: number[]): any { return ${value}; }`;
      const { earned, checks } = await gradeText(boxes, 'countTriplets', text);
      assert.equal(earned, 0);
      assert.ok(checks.every(({ reason }) => reason.length > 0 && reason.length < 900));
    });
  }
});
