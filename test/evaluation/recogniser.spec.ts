import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { trainedRecogniser } from '../../src/evaluation/recogniser';
import { residualBackbone } from '../../src/models/backbones/residual';
import { saveCheckpoint } from '../../src/models/checkpoint';

describe('a trained recogniser', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'facelab-recogniser-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const save = async (notes: Record<string, unknown>): Promise<void> => {
    const backbone = residualBackbone({ size: 16, dim: 4, widths: [8, 8], seed: 1 });
    await saveCheckpoint(folder, { backbone, tensors: {}, notes });
    backbone.dispose();
  };

  it('has the size and the threshold that were stored', async () => {
    await save({ size: 16, threshold: 0.4 });
    const before = tf.memory().numTensors;
    const recogniser = await trainedRecogniser(folder);
    assert.deepEqual([recogniser.size, recogniser.threshold], [16, 0.4]);
    recogniser.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  it('refuses notes that make no sense in one sentence', async () => {
    const before = tf.memory().numTensors;
    const wrongs: [Record<string, unknown>, RegExp][] = [
      [{ size: 16, threshold: '0.4' }, /have the threshold "0\.4", but it must be a distance from 0 to 2/],
      [{ size: 16, threshold: null }, /have the threshold null/],
      [{ size: 16, threshold: -1 }, /have the threshold -1/],
      [{ size: 'large', threshold: 0.4 }, /say that pictures have "large" pixels per side, but the network takes 16/],
      [{ threshold: 0.4 }, /say that pictures have undefined pixels/],
      [{ size: 32, threshold: 0.4 }, /say that pictures have 32 pixels per side, but the network takes 16/],
      [{ size: 16, noThreshold: 7 }, /do not say in words/],
    ];
    for (const [notes, sentence] of wrongs) {
      await save(notes);
      await assert.rejects(trainedRecogniser(folder), { name: 'InputError', message: sentence });
    }
    assert.equal(tf.memory().numTensors, before);
  });

  it('without a threshold says why to whoever asks for it', async () => {
    await save({ size: 16 });
    const unfinished = await trainedRecogniser(folder);
    assert.throws(
      () => unfinished.threshold,
      /has no threshold: its training did not end\. facelab train --resume finishes it\.$/,
    );
    unfinished.dispose();
    await save({ size: 16, noThreshold: 'Too few pairs.' });
    const unmeasured = await trainedRecogniser(folder);
    assert.throws(() => unmeasured.threshold, { name: 'InputError', message: /has no threshold: Too few pairs\.$/ });
    unmeasured.dispose();
  });
});
