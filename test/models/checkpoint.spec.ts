import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { residualBackbone } from '../../src/models/backbones/residual';
import { hasCheckpoint, loadCheckpoint, saveCheckpoint } from '../../src/models/checkpoint';
import { forward } from '../../src/models/face-model';
import { mountSmallDisk } from '../support/small-disk';

/** Whatever a file holds. */
type Json = ReturnType<typeof JSON.parse>;

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

  /** A saved model, and a way to change what lies on the disk. */
  const savedModel = async (): Promise<{ files: string[]; edit(change: (json: Json) => void): void }> => {
    const saved = backbone(1);
    const weights = tf.tensor1d([1, 2, 3]);
    await saveCheckpoint(folder, { backbone: saved, tensors: { weights }, notes: { size: 16 } });
    saved.dispose();
    weights.dispose();
    const file = path.join(folder, 'model.json');
    return {
      files: readdirSync(folder).filter((name) => name.endsWith('.bin')),
      edit: (change) => {
        const json = JSON.parse(readFileSync(file, 'utf8'));
        change(json);
        writeFileSync(file, JSON.stringify(json));
      },
    };
  };

  it('finds a flipped bit, a cut and a lost file, and says which', async () => {
    const { files } = await savedModel();
    const before = tf.memory().numTensors;
    assert.equal(files.length, 2);
    for (const name of files) {
      const file = path.join(folder, name);
      const whole = readFileSync(file);
      const flipped = Buffer.from(whole);
      flipped[flipped.length - 1] ^= 64;
      writeFileSync(file, flipped);
      await assert.rejects(
        loadCheckpoint(folder),
        new RegExp(`cannot be read \\(${name} is damaged: .*\\): train it again`),
      );
      writeFileSync(file, whole.subarray(0, 8));
      await assert.rejects(loadCheckpoint(folder), { name: 'InputError', message: new RegExp(`${name} is damaged`) });
      rmSync(file);
      await assert.rejects(loadCheckpoint(folder), new RegExp(`\\(${name} is missing\\)`));
      writeFileSync(file, whole);
    }
    const { backbone: loaded, tensors } = await loadCheckpoint(folder);
    loaded.dispose();
    tf.dispose(tensors);
    assert.equal(tf.memory().numTensors, before);
  });

  it('saves a damaged file anew', async () => {
    const { files } = await savedModel();
    for (const name of files) writeFileSync(path.join(folder, name), 'damaged');
    await savedModel();
    const { backbone: loaded, tensors } = await loadCheckpoint(folder);
    loaded.dispose();
    tf.dispose(tensors);
  });

  it('finds a changed network and whatever model.json lacks', async () => {
    const wrongs: [(json: Json) => void, RegExp][] = [
      [(json) => (json.modelTopology.config.layers[1].config.strides = [4, 4]), /was changed after it was saved/],
      [(json) => (json.weightsManifest[0].weights[0].shape = [7]), /was changed after it was saved/],
      [(json) => delete json.modelTopology, /has no network/],
      [(json) => (json.weightsManifest = 'x'), /names no weights/],
      [
        (json) => (json.weightsManifest[0].paths = ['../../secret']),
        /names the file \.\.\/\.\.\/secret, which facelab did not write/,
      ],
      [(json) => (json.userDefinedMetadata.notes = [1]), /has no notes/],
      [(json) => delete json.userDefinedMetadata, /has no notes/],
      [(json) => (json.userDefinedMetadata.tensors.path = 7), /names the file 7/],
      [(json) => (json.userDefinedMetadata.tensors = null), /names no tensors/],
    ];
    const before = tf.memory().numTensors;
    for (const [change, sentence] of wrongs) {
      (await savedModel()).edit(change);
      await assert.rejects(loadCheckpoint(folder), { name: 'InputError', message: sentence }, String(sentence));
    }
    for (const text of ['', 'null', '[]', '"text"', '{}']) {
      writeFileSync(path.join(folder, 'model.json'), text);
      await assert.rejects(loadCheckpoint(folder), {
        name: 'InputError',
        message: /cannot be read .*: train it again/,
      });
    }
    assert.equal(tf.memory().numTensors, before);
  });

  it('on a full disk keeps the older one and removes the halves of the newer', async function () {
    const disk = mountSmallDisk(256);
    if (typeof disk === 'string') {
      console.log(`      ${disk}`);
      return this.skip();
    }
    const saved = backbone(1);
    const large = tf.zeros([100_000]);
    try {
      await saveCheckpoint(disk.folder, { backbone: saved, tensors: {}, notes: { step: 1 } });
      const before = readdirSync(disk.folder);
      await assert.rejects(saveCheckpoint(disk.folder, { backbone: saved, tensors: { large }, notes: { step: 2 } }), {
        name: 'DiskError',
        message: /because the disk is full/,
      });
      assert.deepEqual(readdirSync(disk.folder), before);
      const loaded = await loadCheckpoint(disk.folder);
      assert.deepEqual(loaded.notes, { step: 1 });
      loaded.backbone.dispose();
    } finally {
      disk.unmount();
      saved.dispose();
      large.dispose();
    }
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
