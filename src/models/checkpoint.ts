import * as tf from '@tensorflow/tfjs';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../base/errors';
import { asDiskError, writeWhole } from '../data/disk';
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
    /** Hash of network, weights and tensors as they are described here; files of the first version have none. */
    network?: string;
  };
}

/**
 * Saves a backbone in TF.js's own format (`model.json` and a binary file), with tensors and notes beside it in the same
 * `model.json`. Binary files carry their hash in their name and `model.json` is renamed into place last: a process that is
 * killed at any moment leaves either the old checkpoint or the new one, never a mixture.
 */
export async function saveCheckpoint(folder: string, checkpoint: Checkpoint): Promise<void> {
  const before = await readdir(folder).catch((): string[] => []);
  const written: string[] = [];
  const write = async (name: string, data: ArrayBuffer): Promise<string> => {
    const bytes = Buffer.from(data);
    const file = `${name}-${hash(bytes)}.bin`;
    // Written even where there is one of that name: it may be damaged.
    await writeWhole(path.join(folder, file), bytes);
    written.push(file);
    return file;
  };
  try {
    const { data, specs } = await tf.io.encodeWeights(checkpoint.tensors);
    const tensorsPath = await write('tensors', data);
    await checkpoint.backbone.save(
      tf.io.withSaveHandler(async (artifacts) => {
        const weightsPath = await write('weights', tf.io.CompositeArrayBuffer.join(artifacts.weightData));
        const modelFile: ModelFile & Record<string, unknown> = {
          format: 'layers-model',
          generatedBy: artifacts.generatedBy,
          convertedBy: artifacts.convertedBy,
          modelTopology: artifacts.modelTopology as object,
          weightsManifest: [{ paths: [weightsPath], weights: artifacts.weightSpecs! }],
          userDefinedMetadata: { notes: checkpoint.notes, tensors: { path: tensorsPath, weights: specs } },
        };
        // The hash of the value after a round trip through JSON, which is what a reader sees.
        modelFile.userDefinedMetadata.network = hashOfNetwork(JSON.parse(JSON.stringify(modelFile)));
        await writeWhole(path.join(folder, 'model.json'), JSON.stringify(modelFile));
        await removeStale(folder, written);
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
      }),
    );
  } catch (error) {
    // The older checkpoint stays valid; the files of an unfinished newer one would only keep a full disk full.
    const halves = written.filter((file) => !before.includes(file));
    await Promise.all(halves.map((file) => rm(path.join(folder, file), { force: true }).catch(() => {})));
    throw error;
  }
}

/** True where {@link saveCheckpoint} has completed in this folder. */
export function hasCheckpoint(folder: string): boolean {
  return existsSync(path.join(folder, 'model.json'));
}

/**
 * Reads what {@link saveCheckpoint} wrote. What it reads is checked first: `model.json` field by field, its network and the binary
 * files against their hashes, so that a flipped byte is found before it computes anything.
 *
 * @throws InputError when the folder has no checkpoint, or one that is damaged; DiskError when it may not be read
 */
export async function loadCheckpoint(folder: string): Promise<Checkpoint> {
  if (!hasCheckpoint(folder)) {
    throw new InputError(`There is no model in ${folder}: expected a file model.json, as \`facelab train\` writes it.`);
  }
  try {
    const { modelTopology, weightsManifest, userDefinedMetadata } = await readModelFile(folder);
    const { notes, tensors } = userDefinedMetadata;
    const [{ paths, weights }] = weightsManifest;
    const weightData = await readHashed(folder, paths[0]);
    const besideData = await readHashed(folder, tensors.path);
    const backbone = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs: weights, weightData }));
    return { backbone, tensors: tf.io.decodeWeights(besideData, tensors.weights), notes };
  } catch (error) {
    throw asDiskError(error) ?? damaged(folder, (error as Error).message);
  }
}

/** The notes of a checkpoint alone, without reading its weights. Throws as {@link loadCheckpoint} does. */
export async function readNotes(folder: string): Promise<Record<string, unknown>> {
  try {
    return (await readModelFile(folder)).userDefinedMetadata.notes;
  } catch (error) {
    throw asDiskError(error) ?? damaged(folder, (error as Error).message);
  }
}

/** The sentence about a model that cannot be used as it is. */
export function damaged(folder: string, why: string): InputError {
  return new InputError(`The model in ${folder} cannot be read (${why}): train it again, or restore the folder.`);
}

async function readModelFile(folder: string): Promise<ModelFile> {
  const file: unknown = JSON.parse(await readFile(path.join(folder, 'model.json'), 'utf8'));
  const wrong = whatIsWrong(file);
  if (wrong !== undefined) throw new Error(`model.json ${wrong}`);
  return file as ModelFile;
}

/** The first thing in which `model.json` differs from a {@link ModelFile}, as the end of a sentence. */
function whatIsWrong(file: unknown): string | undefined {
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const areSpecs = (value: unknown): boolean =>
    Array.isArray(value) &&
    value.every((spec) => isObject(spec) && typeof spec.name === 'string' && Array.isArray(spec.shape));
  if (!isObject(file)) return 'is no object';
  const { modelTopology, weightsManifest, userDefinedMetadata: own } = file;
  if (!isObject(modelTopology)) return 'has no network (modelTopology)';
  const [group] = Array.isArray(weightsManifest) ? (weightsManifest as unknown[]) : [];
  if (!isObject(group) || !Array.isArray(group.paths) || !areSpecs(group.weights))
    return 'names no weights (weightsManifest)';
  if (!isObject(own) || !isObject(own.notes)) return 'has no notes: facelab did not save it';
  if (!isObject(own.tensors) || !areSpecs(own.tensors.weights)) return 'names no tensors beside the network';
  for (const binary of [group.paths[0], own.tensors.path])
    if (typeof binary !== 'string' || !binaryName.test(binary))
      return `names the file ${binary}, which facelab did not write`;
  const { network } = own;
  if (network !== undefined && network !== hashOfNetwork(file as unknown as ModelFile))
    return 'was changed after it was saved';
  return undefined;
}

const binaryName = /^(weights|tensors)-([0-9a-f]{16})\.bin$/;

function hashOfNetwork({ modelTopology, weightsManifest, userDefinedMetadata }: ModelFile): string {
  return hash(JSON.stringify([modelTopology, weightsManifest, userDefinedMetadata.tensors]));
}

async function readHashed(folder: string, file: string): Promise<ArrayBuffer> {
  const bytes = await readFile(path.join(folder, file)).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new Error(`${file} is missing`) : error;
  });
  if (hash(bytes) !== binaryName.exec(file)![2])
    throw new Error(`${file} is damaged: its content does not fit its name`);
  return new Uint8Array(bytes).buffer;
}

function hash(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

/** What an earlier save left: binaries that `model.json` no longer names, and files that were never finished. */
async function removeStale(folder: string, except: string[]): Promise<void> {
  const stale = (await readdir(folder)).filter(
    (file) => /^((weights|tensors)-.*\.bin|model\.json\.)/.test(file) && !except.includes(file),
  );
  await Promise.all(stale.map((file) => rm(path.join(folder, file), { force: true })));
}
