import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { rowOf } from '../../src/base/matrix';
import { firstUnseen, renderedOnce } from '../../src/data/celebrities/rendered-once';
import { loadCelebrities } from '../../src/data/load';
import { shippedNetwork, trainedRecogniser } from '../../src/evaluation/recogniser';
import { meanSimilarity, meanVectors } from '../../src/evaluation/unlock';
import { lfwLikePairs, pairSimilarities } from '../../src/evaluation/verification/pairs';
import { tenFoldAccuracy } from '../../src/evaluation/verification/folds';
import { readNotes } from '../../src/models/checkpoint';
import { recipes } from '../../src/training/recipes';

describe('the network that ships', () => {
  it('was made by its recipe, is small and has a card', async () => {
    const { size, preset, seed, accuracy } = await readNotes(shippedNetwork);
    assert.deepEqual({ size, preset, seed }, { size: recipes.shipped.size, preset: 'shipped', seed: 1 });
    assert.ok((accuracy as number) > 0.98, String(accuracy));
    const bytes = readdirSync(shippedNetwork).map((file) => statSync(path.join(shippedNetwork, file)).size);
    assert.ok(bytes.reduce((sum, size) => sum + size, 0) < 8e6, bytes.join());
    const card = readFileSync(path.join(shippedNetwork, 'README.md'), 'utf8');
    assert.match(card, new RegExp(`${recipes.shipped.identities.toLocaleString('en')} people`));
  });

  it('tells people apart whom it never saw, and is unsure of look-alikes alone', async () => {
    const { describe: embed, size, threshold, dispose } = await trainedRecogniser(shippedNetwork);
    const unseen = { identities: 40, picturesEach: 8, size, seed: 1, firstIdentity: firstUnseen };
    const faces = await renderedOnce(unseen);
    const pairs = lfwLikePairs(faces.labels, { seed: 1 });
    const { mean } = tenFoldAccuracy(pairSimilarities(await embed(faces), pairs), pairs.same, pairs.folds);
    assert.ok(mean >= 0.98, String(mean));
    const eight = await loadCelebrities(undefined, { size });
    const { means } = meanVectors(await embed(eight), eight.labels);
    dispose();
    const similarity = meanSimilarity(means);
    const found = eight.names.flatMap((first, i) =>
      eight.names.slice(i + 1).map((second, j) => ({ pair: [first, second], value: rowOf(similarity, i)[i + 1 + j] })),
    );
    const [closest, next] = found.sort((a, b) => b.value - a.value);
    assert.deepEqual(closest.pair.map((name) => name.toLowerCase()).sort(), ['alma', 'elin']);
    assert.ok(1 - next.value > threshold, `next: ${next.pair} ${next.value}, threshold ${threshold}`);
  });
});
