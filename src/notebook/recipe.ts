import { recipes, type Recipe } from '../training/recipes';
import { preset } from './preset';

/** The numbers of the celebrity experiment that a cell offers to change. */
export type RecipeNumbers = Pick<Recipe, 'identities' | 'picturesEach' | 'steps' | 'margin' | 'scale'>;

/**
 * The recipe of the preset that is on, with the numbers of a cell, which are those of `standard`. Another preset takes each in
 * proportion, r(preset) / r(standard) times the number: `quick` a tenth of the people, half the pictures and 0.16 of the steps,
 * `full` 2.5 times the people, 1.67 times the margin and so on. So a number that is changed counts at every preset.
 */
export function recipeWith(numbers: RecipeNumbers): Recipe {
  const base = recipes[preset()];
  const inProportion = (key: keyof RecipeNumbers): number => (numbers[key] * base[key]) / recipes.standard[key];
  const whole = (key: keyof RecipeNumbers): number => Math.max(1, Math.round(inProportion(key)));
  return {
    ...base,
    identities: whole('identities'),
    picturesEach: whole('picturesEach'),
    steps: whole('steps'),
    margin: Number(inProportion('margin').toPrecision(3)),
    scale: Number(inProportion('scale').toPrecision(3)),
  };
}
