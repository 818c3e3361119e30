import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../base/errors';
import { hasCheckpoint, readNotes } from '../models/checkpoint';

/**
 * What a gallery calls the network that made its embeddings: the pretrained descriptor, or a hash of a saved network's layers and
 * weights. A network that is trained on is another one; a copy in another folder is the same.
 *
 * @param folder a network that `facelab train` saved; left out, the pretrained descriptor
 * @throws InputError when the folder has no network or a damaged one
 */
export async function networkName(folder?: string): Promise<string> {
  if (folder === undefined) return 'pretrained descriptor';
  if (!hasCheckpoint(folder)) {
    throw new InputError(`There is no model in ${folder}: expected a file model.json, as \`facelab train\` writes it.`);
  }
  await readNotes(folder); // throws when the file is not whole
  const { modelTopology, weightsManifest } = JSON.parse(await readFile(path.join(folder, 'model.json'), 'utf8'));
  // The files of the weights have the hash of their content in their name.
  const described = JSON.stringify([modelTopology, weightsManifest]);
  return `network ${createHash('sha256').update(described).digest('hex').slice(0, 16)}`;
}
