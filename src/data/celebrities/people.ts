import { seeded } from '../../base/random';
import { type Identity, hairOf, randomIdentity } from './identity';
import { lightness } from './colour';
import { hairLengthShown, wearsGlasses } from './shown';
import { randomVariation, type Variation } from './variation';

/** Person `number` of a seed: always the same one, whatever else is drawn. */
export function personOf(seed: number, number: number): Identity {
  return randomIdentity(seeded(seed, 'identity', number));
}

/**
 * How hard pictures are by default: the nearest neighbour in raw pixels is of the right person in less
 * than half of the cases, and a network that trains for minutes is right nearly always.
 */
export const everydayHardness = 0.6;

/** Picture `picture` of person `number` of a seed. */
export function variationOf(seed: number, number: number, picture: number, hardness = everydayHardness): Variation {
  return randomVariation(seeded(seed, 'picture', number, picture), { hardness });
}

const starts = [
  'Al',
  'Be',
  'Da',
  'El',
  'Fa',
  'Ga',
  'Ha',
  'Ira',
  'Jo',
  'Ka',
  'Li',
  'Ma',
  'Ne',
  'Ola',
  'Pe',
  'Ra',
  'Sa',
  'Ta',
  'Va',
  'Yu',
];
const middles = ['', '', 'la', 'mi', 'no', 'ri', 'se', 'to', 'vi', 'do'];
const ends = ['n', 'na', 'ra', 'len', 'mo', 'ris', 'ka', 'don', 'lia', 'vin'];

/** An invented name; the number keeps two people from sharing one. */
export function nameOf(seed: number, number: number): string {
  const random = seeded(seed, 'name', number);
  return `${random.pick(starts)}${random.pick(middles)}${random.pick(ends)}-${number}`;
}

/**
 * What is known of a picture, for lessons that compare it with what a network has found out. Angles are in radians, the rest
 * in the units of {@link Identity} and {@link Variation}; `glasses`, `hat`, `occluded` are 0 or 1.
 */
export function attributesOf(identity: Identity, variation: Variation): Record<string, number> {
  const covered = variation.sunglasses > 0 || variation.scarf > 0 || variation.hand > 0;
  return {
    glasses: wearsGlasses({ identity, variation }) ? 1 : 0,
    beard: Math.max(identity.beardChin, identity.beardCheeks, identity.moustache) * variation.beardGrowth,
    hairLength: hairLengthShown({ identity, variation }),
    hairLightness: lightness(hairOf(identity)),
    skin: identity.skin,
    age: identity.age,
    yaw: variation.yaw,
    pitch: variation.pitch,
    roll: variation.roll,
    smile: variation.smile,
    light: variation.light,
    exposure: variation.exposure,
    blur: variation.blur,
    resolution: variation.resolution,
    hat: variation.hat > 0 ? 1 : 0,
    occluded: covered ? 1 : 0,
  };
}
