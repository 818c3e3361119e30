import { selectEngine } from '../src/engine/select';

/** Every spec starts on the engine that the machine has; a spec that needs another one switches and switches back. */
export const mochaHooks = {
  async beforeAll(): Promise<void> {
    await selectEngine();
  },
};
