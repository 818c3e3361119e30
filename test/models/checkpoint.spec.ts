import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { residualBackbone } from '../../src/models/backbones/residual';
import { hasCheckpoint, loadCheckpoint, saveCheckpoint } from '../../src/models/checkpoint';
import { forward } from '../../src/models/face-model';

describe('checkpoint', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'facelab-checkpoint-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const backbone = (seed: number): tf.LayersModel => residualBackbone({ size: 16, dim: 4, widths: [8, 8], seed });

  it('brings back the same embeddings, tensors and notes', async () => {
    const saved = backbone(1);
    const images = tf.randomUniform<tf.Rank.R4>([2, 16, 16, 3], -1, 1, 'float32', 3);
    tf.tidy(() => void forward(saved, images, true)); // moves the running statistics away from their start
    const weights = tf.tensor2d([
      [1, 2],
      [3, 4],
    ]);
    await saveCheckpoint(folder, { backbone: saved, tensors: { weights }, notes: { size: 16 } });
    const before = tf.memory().numTensors;
    const loaded = await loadCheckpoint(folder);
    const values = async (model: tf.LayersModel): Promise<number[]> =>
      Array.from(await tf.tidy(() => forward(model, images, false).embeddings).data());
    assert.deepEqual(await values(loaded.backbone), await values(saved));
    assert.deepEqual(Array.from(await loaded.tensors.weights.data()), [1, 2, 3, 4]);
    assert.deepEqual(loaded.notes, { size: 16 });
    loaded.backbone.dispose();
    tf.dispose(loaded.tensors);
    assert.equal(tf.memory().numTensors, before + 2); // the two embeddings that were read above
    tf.dispose([images, weights]);
    saved.dispose();
  });

  it('is in the format that TF.js itself reads', async () => {
    const saved = backbone(1);
    await saveCheckpoint(folder, { backbone: saved, tensors: {}, notes: {} });
    const modelJson = JSON.parse(readFileSync(path.join(folder, 'model.json'), 'utf8'));
    assert.equal(modelJson.format, 'layers-model');
    const weightData = new Uint8Array(readFileSync(path.join(folder, modelJson.weightsManifest[0].paths[0]))).buffer;
    const loaded = await tf.loadLayersModel(
      tf.io.fromMemory({
        modelTopology: modelJson.modelTopology,
        weightSpecs: modelJson.weightsManifest[0].weights,
        weightData,
      }),
    );
    assert.equal(loaded.countParams(), saved.countParams());
    [saved, loaded].forEach((model) => model.dispose());
  });

  it('an unfinished save leaves the earlier checkpoint readable', async () => {
    const saved = backbone(1);
    await saveCheckpoint(folder, { backbone: saved, tensors: {}, notes: { step: 1 } });
    writeFileSync(path.join(folder, 'weights-0123456789abcdef.bin.99.tmp'), 'half written');
    writeFileSync(path.join(folder, 'model.json.99.tmp'), '{"half');
    const loaded = await loadCheckpoint(folder);
    assert.deepEqual(loaded.notes, { step: 1 });
    await saveCheckpoint(folder, { backbone: saved, tensors: {}, notes: { step: 2 } });
    assert.deepEqual(
      readdirSync(folder).filter((file) => file.startsWith('weights') && file.endsWith('.tmp')),
      [],
    );
    [saved, loaded.backbone].forEach((model) => model.dispose());
  });

  it('says in a sentence what is missing or broken', async () => {
    assert.equal(hasCheckpoint(folder), false);
    await assert.rejects(loadCheckpoint(folder), /There is no model in .*: expected a file model\.json/);
    writeFileSync(path.join(folder, 'model.json'), '{"broken');
    await assert.rejects(
      loadCheckpoint(folder),
      /The model in .* cannot be read \(.*\): train it again, or restore the folder/,
    );
  });
});
