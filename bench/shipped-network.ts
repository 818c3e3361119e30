import { statSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { firstUnseen, renderedOnce } from '../src/data/celebrities/rendered-once';
import { selectEngine } from '../src/engine/select';
import { shippedNetwork, trainedRecogniser } from '../src/evaluation/recogniser';
import { rocRates, verify } from '../src/experiments/verify';

/*
 * What the card of the shipped network says about people whom it never saw: node --require tsx/cjs bench/shipped-network.ts
 */
async function main(): Promise<void> {
  await selectEngine();
  const folder = process.argv[2] ?? shippedNetwork;
  const bytes = readdirSync(folder).reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
  const { size, threshold, describe, dispose } = await trainedRecogniser(folder);
  const faces = await renderedOnce({ identities: 500, picturesEach: 10, size, seed: 1, firstIdentity: firstUnseen });
  const started = performance.now();
  const embeddings = await describe(faces);
  const milliseconds = (performance.now() - started) / faces.count;
  const { accuracy, equalErrorRate, roc, rank1 } = await verify(embeddings, faces.labels);
  dispose();
  const tarAt = (far: number): number => roc[rocRates.findIndex((rate) => Math.abs(rate / far - 1) < 1e-6)];
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  console.log(`${faces.names.length} people never seen, ${faces.count} pictures of ${size} × ${size}`);
  console.log(`ten folds ${percent(accuracy)}, equal error rate ${percent(equalErrorRate)}, rank 1 ${percent(rank1)}`);
  console.log([1e-2, 1e-3, 1e-4].map((far) => `TAR at FAR ${far}: ${percent(tarAt(far))}`).join(', '));
  console.log(
    `threshold ${threshold.toFixed(3)}, ${(bytes / 1e6).toFixed(1)} MB, ${milliseconds.toFixed(2)} ms a picture`,
  );
}

void main();
