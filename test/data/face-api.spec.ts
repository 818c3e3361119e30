import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { decodePicture } from '../../src/data/image';
import { descriptorSize, landmarkSize, runDescriptor, runDetector, runLandmarks } from '../../src/data/face-api';
import { cutSquare } from '../../src/data/warp';
import { selectEngine, type EngineName } from '../../src/engine/select';
import { drawPeople } from './drawn-face';

describe('data/face-api', function () {
  this.timeout(120_000);

  it('gives the same on every engine that starts here, reads nothing synchronously and leaves no tensor', async () => {
    const square = await decodePicture(await drawPeople(512, 512, [{ x: 256, y: 220, radius: 100 }]));
    const face = { x: 156, y: 120, side: 200 };
    const engine = tf.getBackend();
    const answers: { name: string; numbers: number[] }[] = [];
    try {
      for (const name of ['tensorflow', 'webgpu', 'wasm', 'cpu'] as EngineName[]) {
        if (
          await selectEngine(name).then(
            () => false,
            () => true,
          )
        )
          continue;
        const readSync = forbidSynchronousReads();
        try {
          const run = async (): Promise<number[]> => {
            const [{ left, top, right, bottom, score }] = await runDetector(square, 0.5);
            const [landmarks] = await runLandmarks([cutSquare(square, face, landmarkSize)]);
            const [first, second] = await runDescriptor([
              cutSquare(square, { x: 0, y: 0, side: 512 }, descriptorSize),
              cutSquare(square, face, descriptorSize),
            ]);
            assert.deepEqual([landmarks.length, first.length, second.length], [136, 128, 128]);
            return [left, top, right, bottom, score, ...landmarks, ...second];
          };
          const numbers = await run();
          assert.equal(tf.getBackend(), name);
          const tensors = tf.memory().numTensors;
          assert.deepEqual(await run(), numbers);
          assert.equal(tf.memory().numTensors, tensors);
          answers.push({ name, numbers });
        } finally {
          readSync.restore();
        }
      }
    } finally {
      await selectEngine(engine as EngineName);
    }
    console.log(`      compared: ${answers.map(({ name }) => name).join(', ')}`);
    assert.ok(answers.length >= 3);
    for (const { name, numbers } of answers.slice(1)) {
      numbers.forEach((value, i) =>
        assert.ok(
          Math.abs(value - answers[0].numbers[i]) < 2e-3,
          `${name}, number ${i}: ${value} for ${answers[0].numbers[i]}`,
        ),
      );
    }
  });

  it('finds the drawn face where it is, and none in an empty picture', async () => {
    const square = await decodePicture(await drawPeople(512, 512, [{ x: 256, y: 220, radius: 100 }]));
    const [best] = await runDetector(square, 0.5);
    assert.ok(best.left > 0.3 && best.right < 0.7 && best.left < 0.4 && best.right > 0.6, JSON.stringify(best));
    assert.deepEqual(await runDetector(await decodePicture(await drawPeople(512, 512, [])), 0.5), []);
  });

  it('prints nothing and loads no second TensorFlow.js', async () => {
    const script = `
      const { selectEngine } = require('./src/engine/select');
      const { runDescriptor } = require('./src/data/face-api');
      (async () => {
        await selectEngine();
        await runDescriptor([{ width: 150, height: 150, pixels: new Uint8Array(67500) }]);
        const cores = Object.keys(require.cache).filter((file) => /tfjs-core[\\\\/]dist[\\\\/]tf-core\\.node\\.js$/.test(file));
        console.log(JSON.stringify(cores.length));
      })();`;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--require', 'tsx/cjs', '-e', script], {
      cwd: resolve(__dirname, '../..'),
    });
    assert.equal(stderr, '');
    assert.equal(stdout.trim(), '1');
  });
});

/** Any synchronous read throws, as it does on WebGPU. */
function forbidSynchronousReads(): { restore: () => void } {
  const prototype = tf.Tensor.prototype;
  const { dataSync, arraySync } = prototype;
  const refuse = (): never => {
    throw new Error('A tensor was read synchronously.');
  };
  Object.assign(prototype, { dataSync: refuse, arraySync: refuse });
  return { restore: () => void Object.assign(prototype, { dataSync, arraySync }) };
}
