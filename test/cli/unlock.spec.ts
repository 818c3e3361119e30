import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { residualBackbone } from '../../src/models/backbones/residual';
import { saveCheckpoint } from '../../src/models/checkpoint';
import { runHere } from './in-process';

describe('facelab unlock', () => {
  it('lets no picture, and no copy of it, help itself to be recognised', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'facelab-unlock-'));
    try {
      const [people, model, vectors] = ['people', 'model', 'vectors.csv'].map((name) => path.join(folder, name));
      const size = ['--identities', '3', '--pictures', '3', '--size', '16'];
      assert.equal((await runHere(['celebrities', '--out', people, ...size])).code, 0);
      const backbone = residualBackbone({ size: 16, dim: 4, widths: [8], seed: 1 });
      await saveCheckpoint(model, { backbone, tensors: {}, notes: { size: 16, threshold: 0.4 } });
      backbone.dispose();

      const options = ['--model', model, '--aligned'];
      assert.equal((await runHere(['embed', people, '--out', vectors, ...options])).code, 0);
      const lines = readFileSync(vectors, 'utf8').trim().split('\n').slice(1);
      const rows = lines.map((line) => {
        const [name, , ...numbers] = line.split(',');
        const length = Math.hypot(...numbers.map(Number));
        return { name: JSON.parse(name), unit: numbers.map((number) => Number(number) / length) };
      });
      const unlock = ['unlock', people, ...options, '--far', '0.3', '--json'];
      const { code, out, err } = await runHere(unlock);
      assert.equal(code, 0, err);
      const result = JSON.parse(out);
      for (const [person, name] of result.names.entries()) {
        const own = rows.filter((row) => row.name === name);
        const opened = own.filter((row) => {
          const sum = row.unit.map((_, d) => own.reduce((total, { unit }) => total + unit[d], 0) - row.unit[d]);
          const cosine = row.unit.reduce((total, value, d) => total + value * sum[d], 0) / Math.hypot(...sum);
          return 1 - cosine <= result.threshold;
        });
        assert.equal(result.unlock[person][person], opened.length / 3, name);
      }

      const [name] = readdirSync(people);
      cpSync(path.join(people, name, '1.png'), path.join(people, name, 'again.png'));
      const again = await runHere(unlock);
      assert.deepEqual(JSON.parse(again.out), result);
      assert.match(again.err, /again\.png is a copy of .*1\.png, so it is left out\.$/m);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
