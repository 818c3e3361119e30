import { sweepSettings } from '../../src/experiments/deepid2-sweep';
import type { RunSettings } from '../../src/experiments/runs/settings';

/** A run of seconds: few people, a network of two thin blocks, four steps. */
export const tinyRun: RunSettings = {
  ...sweepSettings,
  people: { identities: 8, picturesEach: 4, size: 16, seed: 1 },
  unseen: { ...sweepSettings.unseen, identities: 20, picturesEach: 2, size: 16 },
  network: { size: 16, dim: 8, widths: [4, 8] },
  batch: { identities: 4, pictures: 2 },
  steps: 4,
};
