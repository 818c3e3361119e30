import * as tf from '@tensorflow/tfjs';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '../data/disk';
import { InputError } from '../base/errors';
import './groupface-layers';
import './layers';

/** A saved network with everything that was stored beside it. */
export interface Checkpoint {
  backbone: tf.LayersModel;
  /** Tensors beside the backbone: class weights, velocities of the optimiser. The caller disposes them. */
  tensors: Record<string, tf.Tensor>;
  /** Whatever JSON was stored: picture size, step, history. */
  notes: Record<string, unknown>;
}

interface ModelFile {
  modelTopology: object;
  weightsManifest: { paths: string[]; weights: tf.io.WeightsManifestEntry[] }[];
  userDefinedMetadata: {
    notes: Record<string, unknown>;
    tensors: { path: string; weights: tf.io.WeightsManifestEntry[] };
  };
}

/**
 * Saves a backbone in TF.js's own format (`model.json` and a binary file), with tensors and notes beside it in the same
 * `model.json`. Binary files carry their hash in their name and `model.json` is renamed into place last: a process that is
 * killed at any moment leaves either the old checkpoint or the new one, never a mixture.
 */
export async function saveCheckpoint(folder: string, checkpoint: Checkpoint): Promise<void> {
  const { data, specs } = await tf.io.encodeWeights(checkpoint.tensors);
  const tensorsPath = await writeHashed(folder, 'tensors', data);
  await checkpoint.backbone.save(
    tf.io.withSaveHandler(async (artifacts) => {
      const weightsPath = await writeHashed(folder, 'weights', tf.io.CompositeArrayBuffer.join(artifacts.weightData));
      const modelFile: ModelFile & Record<string, unknown> = {
        format: 'layers-model',
        generatedBy: artifacts.generatedBy,
        convertedBy: artifacts.convertedBy,
        modelTopology: artifacts.modelTopology as object,
        weightsManifest: [{ paths: [weightsPath], weights: artifacts.weightSpecs! }],
        userDefinedMetadata: { notes: checkpoint.notes, tensors: { path: tensorsPath, weights: specs } },
      };
      await writeWhole(path.join(folder, 'model.json'), JSON.stringify(modelFile));
      await removeBinaries(folder, [weightsPath, tensorsPath]);
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    }),
  );
}

/** True where {@link saveCheckpoint} has completed in this folder. */
export function hasCheckpoint(folder: string): boolean {
  return existsSync(path.join(folder, 'model.json'));
}

/** Reads what {@link saveCheckpoint} wrote. Throws when the folder has no checkpoint, or one that cannot be read. */
export async function loadCheckpoint(folder: string): Promise<Checkpoint> {
  if (!hasCheckpoint(folder)) {
    throw new InputError(`There is no model in ${folder}: expected a file model.json, as \`facelab train\` writes it.`);
  }
  try {
    const modelFile: ModelFile = JSON.parse(await readFile(path.join(folder, 'model.json'), 'utf8'));
    const { notes, tensors } = modelFile.userDefinedMetadata;
    const { paths, weights } = modelFile.weightsManifest[0];
    const weightData = toArrayBuffer(await readFile(path.join(folder, paths[0])));
    const backbone = await tf.loadLayersModel(
      tf.io.fromMemory({ modelTopology: modelFile.modelTopology, weightSpecs: weights, weightData }),
    );
    const beside = tf.io.decodeWeights(toArrayBuffer(await readFile(path.join(folder, tensors.path))), tensors.weights);
    return { backbone, tensors: beside, notes };
  } catch (error) {
    throw new InputError(
      `The model in ${folder} cannot be read (${(error as Error).message}): train it again, or restore the folder.`,
    );
  }
}

async function writeHashed(folder: string, name: string, data: ArrayBuffer): Promise<string> {
  const bytes = Buffer.from(data);
  const file = `${name}-${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}.bin`;
  if (!existsSync(path.join(folder, file))) await writeWhole(path.join(folder, file), bytes);
  return file;
}

async function removeBinaries(folder: string, except: string[]): Promise<void> {
  const stale = (await readdir(folder)).filter(
    (file) => /^(weights|tensors)-.*\.bin/.test(file) && !except.includes(file),
  );
  await Promise.all(stale.map((file) => rm(path.join(folder, file), { force: true })));
}

function toArrayBuffer(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
