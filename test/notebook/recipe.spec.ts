import assert from 'node:assert/strict';
import { recipeWith } from '../../src/notebook/recipe';
import { recipes, type Preset } from '../../src/training/recipes';

describe('the recipe of a cell', () => {
  const before = process.env.FACELAB_PRESET;
  afterEach(() => {
    if (before === undefined) delete process.env.FACELAB_PRESET;
    else process.env.FACELAB_PRESET = before;
  });
  const at = (preset: Preset, change = {}): ReturnType<typeof recipeWith> => {
    process.env.FACELAB_PRESET = preset;
    return recipeWith({ identities: 2000, picturesEach: 20, steps: 1250, margin: 0.3, scale: 30, ...change });
  };

  it('is that of each preset as long as nothing is changed', () => {
    for (const preset of ['quick', 'standard', 'full'] as const) assert.deepEqual(at(preset), recipes[preset]);
  });

  it('takes a changed number in proportion', () => {
    assert.equal(at('standard', { margin: 0 }).margin, 0);
    assert.equal(at('quick', { margin: 0.6 }).margin, 0.6);
    assert.equal(at('quick', { steps: 2500 }).steps, 400);
    assert.equal(at('full', { identities: 200 }).identities, 500);
  });
});
