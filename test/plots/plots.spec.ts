import assert from 'node:assert/strict';
import { decode } from 'jpeg-js';
import { matrixFrom } from '../../src/base/matrix';
import { seeded } from '../../src/base/random';
import { angleBetween, classAngles } from '../../src/plots/parts/angles';
import { contactSheet } from '../../src/plots/parts/contact-sheet';
import { distanceHistograms } from '../../src/plots/scores/distance-histograms';
import { embeddingMap } from '../../src/plots/features/embedding-map';
import { binsFor, shares } from '../../src/plots/parts/histogram';
import { isCollapsed } from '../../src/plots/runs/mining-cockpit';
import { project } from '../../src/plots/features/project';
import { rocCurves } from '../../src/plots/scores/roc-curve';
import { scoreDistributions } from '../../src/plots/scores/score-distributions';
import { meanAndDeviation, seedLines } from '../../src/plots/runs/over-seeds';
import { similarityHeatMap } from '../../src/plots/scores/similarity-heat-map';
import { identityColour, identitySymbol, percent } from '../../src/plots/parts/theme';
import { centredMean, lateMean } from '../../src/plots/parts/running-mean';
import { trainingCurves } from '../../src/plots/runs/training-curves';
import { tripletCounts, tripletsOf } from '../../src/plots/losses/triplet-counts';
import { unlockMatrix } from '../../src/plots/scores/unlock-matrix';
import { sampleFigures } from './sample-figures';

const noteOf = (figure: { layout: Record<string, unknown> }): string => (figure.layout.title as { text: string }).text;

describe('plots', () => {
  it('every figure survives JSON and stays below 100 kB', () => {
    for (const [name, make] of Object.entries(sampleFigures)) {
      const figure = make();
      const json = JSON.stringify(figure, (key, value) => {
        assert.ok(typeof value !== 'number' || Number.isFinite(value), `${name}: ${key} is ${value}`);
        return value;
      });
      assert.ok(json.length < 100_000, `${name} has ${json.length} bytes`);
    }
  });

  it('every figure is the same from call to call', () => {
    for (const [name, make] of Object.entries(sampleFigures)) assert.deepEqual(make(), make(), name);
  });

  it('100 identities differ in colour or symbol', () => {
    const looks = new Set(
      Array.from({ length: 100 }, (_, identity) => identityColour(identity) + identitySymbol(identity)),
    );
    assert.equal(looks.size, 100);
  });

  it('writes rates with the digits they need', () => {
    assert.deepEqual([1, 0.123, 0.0123, 0.001, 0.0001, 0].map(percent), [
      '100 %',
      '12 %',
      '1.2 %',
      '0.1 %',
      '0.01 %',
      '0 %',
    ]);
  });

  it('histograms count everything, also what lies outside', () => {
    assert.deepEqual(shares([-9, 0, 0.4, 0.9, 9], { low: 0, high: 1, count: 2 }), [0.6, 0.4]);
    assert.deepEqual(binsFor([[2, 2]], 5), { low: 1.5, high: 2.5, count: 5 });
  });

  it('a projection keeps distances that lie in a plane', () => {
    const random = seeded(3);
    const plane = Array.from({ length: 30 }, () => [random.normal(), 2 * random.normal()]);
    const [u, v] = [
      [0.6, 0.8, 0],
      [0, 0, 1],
    ];
    const embedded = matrixFrom(plane.map(([a, b]) => u.map((value, axis) => a * value + b * v[axis])));
    const { points, explained } = project(embedded);
    const distance = (values: ArrayLike<number>, i: number, j: number): number =>
      Math.hypot(values[2 * i] - values[2 * j], values[2 * i + 1] - values[2 * j + 1]);
    const flat = plane.flat();
    for (let i = 1; i < 30; i++) assert.ok(Math.abs(distance(points.values, 0, i) - distance(flat, 0, i)) < 1e-9);
    assert.ok(Math.abs(explained[0] + explained[1] - 1) < 1e-9);
    assert.ok(explained[0] > explained[1]);
  });

  it('refuses a projection that cannot be', () => {
    assert.throws(() => project(matrixFrom([[1, 2]])), /at least two embeddings, but there are 1/);
    assert.throws(() => project(matrixFrom([[1], [2]])), /fewer than the map's 2 dimensions/);
  });

  it('measures angles to class weights', () => {
    const weights = matrixFrom([
      [1, 0],
      [0, 1],
      [-1, 0],
    ]);
    const { own, nearestOther } = classAngles(
      matrixFrom([
        [2, 2],
        [-3, 0],
      ]),
      [0, 1],
      weights,
    );
    assert.deepEqual(
      [...own].map((angle) => Math.round((angle * 180) / Math.PI)),
      [45, 90],
    );
    assert.deepEqual(
      [...nearestOther].map((angle) => Math.round((angle * 180) / Math.PI)),
      [45, 0],
    );
    assert.equal(angleBetween([0, 0], [1, 0]), Math.PI / 2);
  });

  it('distance histograms say which share of own and other pictures each phone lets in', () => {
    const distances = matrixFrom([
      [0.1, 0.9],
      [0.5, 0.8],
      [0.2, 0.1],
      [0.9, 0.3],
    ]);
    const figure = distanceHistograms(distances, [0, 0, 1, 1], ['Ada', 'Bo'], { threshold: 0.3 });
    const texts = (figure.layout.annotations as { text: string }[]).map(({ text }) => text);
    assert.match(texts[0], /Ada.*own 50 %, others 50 %/);
    assert.match(texts[1], /Bo.*own 100 %, others 0 %/);
    assert.equal(
      (figure.layout.shapes as { x0: number }[]).every(({ x0 }) => x0 === 0.3),
      true,
    );
  });

  it('the heat map names the pair that is most alike, the unlock matrix the pair most at risk', () => {
    const names = ['Ada', 'Bo', 'Cy'];
    const similarity = matrixFrom([
      [1, 0.2, -0.1],
      [0.2, 1, 0.8],
      [-0.1, 0.8, 1],
    ]);
    assert.match(noteOf(similarityHeatMap(similarity, names)), /Most alike: Bo and Cy, cosine 0\.80/);
    // Row: whose pictures, column: whose phone.
    const rates = matrixFrom([
      [1, 0, 0],
      [0, 0.9, 0.25],
      [0, 0.1, 1],
    ]);
    assert.match(
      noteOf(unlockMatrix(rates, names, { far: 0.01, threshold: 0.4 })),
      /Bo opens Cy’s phone with 25 % of the pictures/,
    );
    assert.match(
      noteOf(
        unlockMatrix(
          matrixFrom([
            [1, 0],
            [0, 1],
          ]),
          ['Ada', 'Bo'],
          { far: 0.01, threshold: 0.4 },
        ),
      ),
      /Nobody unlocks/,
    );
  });

  it('a ROC leaves out what a logarithmic axis cannot show', () => {
    const figure = rocCurves([{ name: 'x', far: [0, 0.001, 0.1, 1], tar: [0.2, 0.5, 0.9, 1] }]);
    assert.deepEqual(figure.data[0].x, [0.001, 0.1, 1]);
    assert.throws(() => rocCurves([{ name: 'x', far: [0], tar: [1] }]), /nothing to draw on a logarithmic axis/);
  });

  it('score distributions tell what the threshold costs, for similarities and distances', () => {
    assert.match(
      noteOf(scoreDistributions([0.9, 0.2], [0.1, 0.5, 0.0, 0.1], { threshold: 0.4 })),
      /50 % of the same and 25 % of the different/,
    );
    assert.match(
      noteOf(scoreDistributions([0.1, 0.9], [0.3, 1, 1, 1], { threshold: 0.4, closer: 'smaller' })),
      /50 % of the same and 25 %/,
    );
  });

  it('training curves show a centred mean, what guessing reaches and what validation measured', () => {
    assert.deepEqual(centredMean([4, 2, 0]), [4, 2, 0]);
    const ramp = Array.from({ length: 40 }, (_, step) => step);
    assert.deepEqual(centredMean(ramp), ramp);
    assert.equal(centredMean(ramp.map((step) => (step === 20 ? 3 : 0)))[19], 1);
    assert.equal(lateMean(ramp), 38.5);
    const figure = trainingCurves({
      loss: [2, 1],
      metrics: { accuracy: [0.1, 0.4] },
      validation: [{ step: 2, values: { tar: 0.7 } }],
    });
    assert.deepEqual(
      figure.data.map(({ name }) => name),
      ['loss', 'loss', 'accuracy', 'accuracy', 'tar, validation'],
    );
    const measured = { loss: [2, 1], metrics: { accuracy: [0.1, 0.4] }, validation: [] };
    const guessed = trainingCurves(measured, { chance: [{ share: 0.5, of: 'pairs' }] }).layout;
    const [line] = guessed.shapes as { y0: number; yref: string }[];
    assert.deepEqual([line.y0, line.yref], [0.5, 'y2']);
    assert.match((guessed.annotations as { text: string }[])[0].text, /guessing pairs: 50/);
    assert.throws(() => trainingCurves({ loss: [], metrics: {}, validation: [] }), /history is empty/);
  });

  it('counts triplets: 2 people with 10 pictures make 1,800', () => {
    assert.equal(tripletsOf(2, 10), 1800);
    const marked = tripletCounts().data.find(({ mode }) => mode === 'markers+text')!;
    assert.deepEqual([marked.x, marked.y], [[10], [1800]]);
  });

  it('knows collapse from a loss that only passes the margin', () => {
    const run = (loss: number[], positive: number, negative: number) => ({
      name: '',
      easy: [],
      semiHard: [],
      hard: [],
      active: [],
      loss,
      positiveDistance: loss.map(() => positive),
      negativeDistance: loss.map(() => negative),
    });
    assert.equal(isCollapsed(run(new Array(20).fill(0.2), 0.001, 0.001), 0.2), true);
    assert.equal(isCollapsed(run(new Array(20).fill(0.2), 0.5, 0.9), 0.2), false);
    assert.equal(isCollapsed(run(new Array(20).fill(0.1), 0, 0), 0.2), false);
  });

  it('means and deviations over seeds are the sample ones', () => {
    assert.deepEqual(meanAndDeviation([1, 2, 3]), { mean: 2, deviation: 1 });
    assert.deepEqual(meanAndDeviation([5]), { mean: 5, deviation: 0 });
  });

  it('a band over seeds goes no further than a seed did', () => {
    const x = { title: 'people', values: [5, 10] };
    // 0.9, 1 and 1 are 0.967 ± 0.058: without the end at 1 more than all would be accepted.
    const [band] = seedLines(x, [{ name: 'tar', values: [[0.9, 1, 1], [0.5, 0.6, 0.7]] }], { measure: 'share' }).data; // prettier-ignore
    assert.deepEqual(band.y, [1, 0.7, 0.5, 0.90893]);
  });

  it('values on a logarithmic axis are written as they are', () => {
    const x = { title: 'decay', values: [0.0001, 0.1], log: true };
    const { xaxis } = seedLines(x, [{ name: 'tar', values: [[0.9], [1]] }], { measure: 'share' }).layout;
    const { tickvals, ticktext } = xaxis as { tickvals: number[]; ticktext: string[] };
    assert.deepEqual(
      [tickvals, ticktext],
      [
        [0.0001, 0.1],
        ['0.0001', '0.1'],
      ],
    ); // not 100µ
  });

  it('a contact sheet shows each picture in its place, shrunk and in proportion', () => {
    const plain = (red: number, width: number, height: number) => ({
      pixels: Uint8Array.from({ length: width * height * 3 }, (_, index) => (index % 3 === 0 ? red : 0)),
      width,
      height,
    });
    const uri = contactSheet(64, 32, [
      { picture: plain(255, 8, 8), left: 0, top: 0, side: 32 },
      { picture: plain(128, 100, 50), left: 32, top: 0, side: 32 },
    ]);
    const { data, width, height } = decode(Buffer.from(uri.split(',')[1], 'base64'), { useTArray: true });
    assert.deepEqual([width, height], [64, 32]);
    const red = (x: number, y: number): number => data[(y * width + x) * 4];
    const green = (x: number, y: number): number => data[(y * width + x) * 4 + 1];
    assert.ok(red(16, 16) > 245 && green(16, 16) < 12, 'the first picture fills its tile');
    assert.ok(Math.abs(red(48, 16) - 128) < 10 && green(48, 16) < 12, 'the second is in the middle of its tile');
    assert.ok(green(48, 2) > 245, 'above the wide picture the sheet is white');
  });

  it('says what does not fit together', () => {
    assert.throws(
      () => embeddingMap(matrixFrom([[1, 2, 3]]), [0], ['Ada']),
      /points \[count, 2\], but they are \[1, 3\]/,
    );
    assert.throws(() => embeddingMap(matrixFrom([[1, 2]]), [4], ['Ada']), /Label 4 at position 0 has no name/);
    assert.throws(() => similarityHeatMap(matrixFrom([[1]]), ['Ada', 'Bo']), /\[1, 1\], but there are 2 names/);
  });
});
