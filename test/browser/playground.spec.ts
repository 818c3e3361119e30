import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import * as tf from '@tensorflow/tfjs';
import { playgroundPage } from '../../playground/build';
import { wonAlong } from '../../playground/figure';
import { fromAddress, tooLarge } from '../../playground/knobs';
import { handover } from '../../playground/methods';
import { playgroundNetwork } from '../../playground/network';
import { readPictures } from '../../playground/pictures';
import { decideOnSphere, seen, unseen } from '../../playground/sphere';
import { tours } from '../../playground/tours';
import { tensorOf } from '../../src/base/host';
import { descriptorBatches } from '../../src/data/descriptor-batches';
import { shuffledSampler } from '../../src/data/sampler';
import { selectEngine } from '../../src/engine/select';
import { angularStatistics } from '../../src/evaluation/angles';
import { spreadDirections } from '../../src/lessons/toy/directions';
import { arcFaceMethod } from '../../src/methods/arcface';
import { deepFaceMethod } from '../../src/methods/deepface';
import { handedOver } from '../../src/methods/handover';
import type { Method } from '../../src/methods/method';
import { disposeModel, faceModel } from '../../src/models/face-model';
import { fit } from '../../src/training/fit';
import { keep, withBrowser } from './with-browser';

describe('the regions of softmax in the playground', () => {
  it('fill each line from end to end, whatever its length', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 50, max: 900, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (ring, at) => {
          const runs = wonAlong(ring, (x) => (x < at * ring ? 0 : 1));
          assert.equal(runs[0].from, -ring);
          assert.equal(runs[runs.length - 1].to, ring);
          runs.slice(1).forEach(({ from }, before) => assert.equal(from, runs[before].to));
          if (runs.length === 2) assert.ok(Math.abs(runs[0].to - at * ring) <= ring / 12 / 32 + 1e-9);
        },
      ),
    );
    assert.deepEqual(
      wonAlong(12, (x) => (x < 2 ? 4 : 5)),
      [
        { from: -12, to: 2, winner: 4 },
        { from: 2, to: 12, winner: 5 },
      ],
    );
  });
});

describe('the sphere of the playground', () => {
  const axis = fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -1, max: 1, noNaN: true }))) as fc.Arbitrary<
    [number, number, number]
  >;
  const angle = fc.double({ min: -3, max: 3, noNaN: true });

  it('shows a point where it is looked up again', () => {
    fc.assert(
      fc.property(axis, angle, angle, (point, turn, tilt) => {
        const back = unseen(seen(point, { turn, tilt }), { turn, tilt });
        assert.ok(point.every((value, d) => Math.abs(value - back[d]) < 1e-12));
      }),
    );
    // A quarter of a turn brings what was on the right to the front.
    const [x, y, z] = seen([1, 0, 0], { turn: Math.PI / 2, tilt: 0 });
    assert.deepEqual([x, y, z].map(Math.round), [0, 0, 1]);
  });

  it('lets the nearest class weight win, by the margin only where it still would with it', () => {
    const weights = { values: Float32Array.of(2, 0, 0, 0, 3, 0), rows: 2, columns: 3 };
    const given = { rule: { kind: 'cosface' as const, margin: 0.5 }, weights, length: 1 };
    assert.deepEqual(decideOnSphere([1, 0, 0], given), { winner: 0, byMargin: true });
    assert.deepEqual(decideOnSphere([0.6, 0.8, 0], given), { winner: 1, byMargin: false });
    const softmax = { rule: { kind: 'softmax' as const }, weights, bias: [0, -3], length: 1 };
    assert.deepEqual(decideOnSphere([0.6, 0.8, 0], softmax), { winner: 0, byMargin: true });
    assert.deepEqual(decideOnSphere([0.6, 0.8, 0], { ...softmax, length: 10 }), { winner: 1, byMargin: true });
  });
});

describe('the playground in a browser', function () {
  this.timeout(420_000);
  const browser = withBrowser();
  const folder = mkdtempSync(join(tmpdir(), 'playground-'));
  const file = join(folder, 'index.html');
  const complaints: string[] = [];
  let page: Page;

  before(async () => {
    const { html, picturesBytes } = await playgroundPage();
    writeFileSync(file, html);
    assert.ok(gzipSync(html).length - picturesBytes < 2.5e6, 'at most 2.5 MB compressed without pictures');
    page = await browser().newPage({ viewport: { width: 1000, height: 800 } });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('request', (request) => {
      if (!/^(file|data|blob):/.test(request.url())) complaints.push(`asks for ${request.url()}`);
    });
  });

  afterEach(() => assert.deepEqual(complaints, []));
  after(async () => {
    await page?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens the page at these knobs and waits for its first picture. */
  async function open(address: string): Promise<void> {
    await page.goto('about:blank');
    await page.goto(`${pathToFileURL(file).href}#${address}`);
    await reach(0);
  }
  const numberOf = async (name: string): Promise<number> =>
    Number(await page.evaluate((key) => document.body.dataset[key], name));
  const reach = (step: number): Promise<unknown> =>
    page.waitForFunction(`+document.body.dataset.step >= ${step}`, undefined, { timeout: 150_000 });
  /** So many steps more, and the step that is then reached. */
  async function train(steps: number): Promise<void> {
    const target = (await numberOf('step')) + steps;
    await page.evaluate(`playground.steps(${steps})`);
    await reach(target);
  }

  it('plays every tour: the run starts by itself, and the page says what to look at', async () => {
    await open('');
    for (const [position, tour] of tours.entries()) {
      await page.click(`#tours button:nth-child(${position + 1})`);
      await page.waitForFunction(`+document.body.dataset.run === ${position + 2}`);
      await reach(15);
      assert.equal(await page.textContent('#tour-text'), tour.text);
      assert.equal(await page.evaluate('location.hash.slice(1)'), tour.address);
      const mark = tooLarge(fromAddress(tour.address));
      if (mark !== undefined) assert.equal(await page.textContent('#mark'), mark);
      keep(`playground-tour-${position + 1}.png`, await page.screenshot());
    }
  });

  for (const [address, method] of [
    ['loss=softmax', deepFaceMethod()],
    ['loss=arcface&scale=12', handedOver(arcFaceMethod({ margin: 0.5, scale: 12 }), handover)],
  ] as [string, Method][]) {
    it(`trains ${address} to the gap of the library in Node`, async () => {
      await open(address);
      await train(150);
      const gap = await numberOf('gap');
      const expected = await gapInNode(method, 150);
      assert.ok(Math.abs(gap - expected) < 1e-3, `${gap} in the browser, ${expected} in Node`);
    });
  }

  it('compares two runs from one seed, each as if it were alone, until the people change', async () => {
    const softmax = { address: 'loss=softmax', method: deepFaceMethod() };
    await open(`loss=arcface&scale=12|${softmax.address}`);
    await train(150);
    await page.waitForFunction('+document.body.dataset.besideStep === 150');
    const other = await numberOf('besideGap');
    assert.ok(Math.abs(other - (await gapInNode(softmax.method, 150))) < 1e-3, `${other} beside`);
    assert.notEqual(await numberOf('gap'), other);
    assert.match((await page.textContent('#beside-name'))!, /^Kept: Softmax, step 150, gap /);
    keep('playground-compared.png', await page.screenshot());
    await page.fill('#seed', '2');
    await page.press('#seed', 'Enter');
    assert.equal(await page.evaluate('location.hash'), '#loss=arcface&scale=12&seed=2');
    assert.equal(await page.isVisible('#beside'), false);
    await page.click('#compare');
    await reach(0);
    await page.selectOption('#loss-name', 'cosface');
    assert.equal(await page.evaluate('location.hash'), '#loss=cosface&scale=12&seed=2|loss=arcface&scale=12&seed=2');
  });

  it('trains three numbers on a sphere that turns, with more room than a circle has', async () => {
    const address = 'loss=arcface&m=1.4&people=5&lookAlike=0&batch=24';
    assert.match(tooLarge(fromAddress(address))!, /^Too large for 5 people on a circle: at most 1.26/);
    await open(`${address}&sphere=1`);
    assert.equal(await page.isVisible('#mark'), false);
    await train(300);
    assert.ok((await numberOf('gap')) > 0.2, `the gap is ${await numberOf('gap')}`);
    const before = await page.evaluate("document.getElementById('figure').toDataURL()");
    await page.focus('#figure');
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(`document.getElementById('figure').toDataURL() !== '${before}'`);
    assert.equal(fromAddress(String(await page.evaluate('location.hash'))).m, 1.4);
    keep('playground-sphere.png', await page.screenshot());
  });

  it('records a GIF', async () => {
    await open('loss=arcface|loss=softmax');
    await page.click('#record');
    await train(10);
    await page.waitForFunction('+document.body.dataset.pictures >= 3');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#record')]);
    assert.equal(download.suggestedFilename(), 'margin-playground-arcface-step-10.gif');
    const bytes = readFileSync(await download.path());
    assert.deepEqual([bytes.toString('latin1', 0, 6), bytes.readUInt16LE(6), bytes.readUInt16LE(8)], ['GIF89a', 640, 320]); // prettier-ignore
    assert.ok((await sharp(bytes, { animated: true }).metadata()).pages! >= 3);
  });

  it('changes the margin in the figure by the keyboard, and writes it into the address', async () => {
    await open('loss=arcface');
    await page.focus('#figure');
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.evaluate('location.hash'), '#loss=arcface&m=0.53');
  });

  it('changes the margin by dragging the ray of a boundary', async () => {
    await open('loss=arcface&m=0.2&people=2&lookAlike=0');
    await train(1);
    const box = (await page.locator('#figure').boundingBox())!;
    const at = (angle: number): [number, number] => [
      box.x + box.width * (0.5 + 0.3 * Math.cos(angle)),
      box.y + box.height * (0.5 - 0.3 * Math.sin(angle)),
    ];
    // Two people start opposite of each other, at 0 and 180°: the boundary of the first is at (pi − 0.2) / 2 from it.
    await page.mouse.move(...at((Math.PI - 0.2) / 2));
    await page.mouse.down();
    await page.mouse.move(...at((Math.PI - 1) / 2));
    await page.mouse.up();
    const margin = fromAddress(String(await page.evaluate('location.hash'))).m;
    assert.ok(Math.abs(margin - 1) < 0.05, `the margin is ${margin}`);
  });

  it('leaves no tensor behind', async () => {
    await open('loss=arcface&people=2&batch=8&lookAlike=0');
    await train(20);
    const before = await numberOf('tensors');
    await train(5000);
    assert.equal(await numberOf('tensors'), before);
    await page.click('#reset');
    await page.waitForFunction('+document.body.dataset.step === 0');
    await train(20);
    assert.equal(await numberOf('tensors'), before);
    console.log(`      ${Math.round(await numberOf('rate'))} steps a second at the end`);
  });
});

/** The library's own training on the same pictures, from the same seed, on the engine that the page uses. */
async function gapInNode(method: Method, steps: number): Promise<number> {
  await selectEngine('cpu');
  const { values, picturesEach } = (await readPictures()).descriptors;
  // The page carries four decimals.
  const rows = { ...values, values: values.values.map((value) => Number(value.toFixed(4))) };
  const labels = Int32Array.from({ length: rows.rows }, (_, row) => Math.floor(row / picturesEach));
  const model = faceModel(playgroundNetwork(rows.columns, { seed: 1 }), method.head(8, 2, 1));
  try {
    tf.tidy(() => model.head.weights.assign(tensorOf(spreadDirections(8, 2, 1))));
    await fit(model, descriptorBatches(rows, labels, shuffledSampler(rows.rows, { batch: 64, seed: 1 })), {
      loss: method.loss,
      inputs: (step) => method.inputs?.(step) ?? {},
      steps,
      learningRate: 0.02,
      headRate: 0.3,
      onCollapse: 'warn',
    });
    const pictures = tensorOf(rows);
    const embeddings = tf.tidy(() => model.backbone.apply(pictures) as tf.Tensor2D);
    const gap = angularStatistics(
      { values: Float32Array.from(await embeddings.data()), rows: rows.rows, columns: 2 },
      labels,
    ).gap;
    tf.dispose([pictures, embeddings]);
    return gap;
  } finally {
    disposeModel(model);
  }
}
