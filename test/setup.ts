import fc from 'fast-check';
import { selectEngine } from '../src/engine/select';

// What fast-check draws is the same in each run, here for those that say no seed: red is always somebody's change.
fc.configureGlobal({ seed: 1 });

/** Every spec starts on the engine that the machine has; a spec that needs another one switches and switches back. */
export const mochaHooks = {
  async beforeAll(): Promise<void> {
    await selectEngine();
  },
};
