import type { Random } from '../../base/random';
import { along, type Colour, fromHsl, lightness, mix, scaled } from './colour';

/**
 * What makes a person: lengths are in head units (about half the width of a face; the eyes are at y = 0, the chin near
 * y = 1.5, y grows downwards, z towards the camera), everything else is in 0 … 1 unless the table below says otherwise.
 */
export type Identity = Record<keyof typeof parameters, number>;

/** Name of each parameter, its lowest and highest value. They are drawn independently, but for the few in `randomIdentity`. */
export const parameters = {
  // face
  faceWidth: [0.88, 1.06],
  skullHeight: [1.28, 1.5],
  chin: [1.36, 1.62],
  jaw: [1.7, 3.8],
  taper: [0.02, 0.34],
  cheekbones: [0, 0.06],
  depth: [0.86, 1.04],
  browRidge: [0, 0.09],
  cheeks: [0, 0.09],
  chinForward: [0, 0.1],
  skin: [0, 1],
  undertone: [-1, 1],
  blush: [0, 1],
  // eyes
  eyeSpacing: [0.38, 0.5],
  eyeWidth: [0.155, 0.225],
  eyeOpening: [0.055, 0.105],
  eyeTilt: [-0.16, 0.2],
  eyeDepth: [0.02, 0.12],
  eyeRoundness: [0.7, 1.35],
  irisSize: [0.078, 0.1],
  irisHue: [0, 1],
  irisLightness: [0.75, 1.3],
  lidCrease: [0.015, 0.06],
  lashes: [0, 1],
  bags: [0, 1],
  // brows
  browHeight: [0.2, 0.34],
  browThickness: [0.025, 0.085],
  browArch: [-0.01, 0.09],
  browTilt: [-0.2, 0.22],
  browLength: [0.42, 0.58],
  browGap: [0.1, 0.23],
  browDarkness: [0.45, 1],
  // nose
  noseLength: [0.44, 0.64],
  noseWidth: [0.13, 0.25],
  noseBridge: [0.05, 0.11],
  noseHeight: [0.2, 0.42],
  noseTip: [0.06, 0.13],
  noseUpturn: [-0.05, 0.06],
  noseHump: [-0.04, 0.06],
  // mouth
  mouthHeight: [0.9, 1.04],
  mouthWidth: [0.25, 0.42],
  upperLip: [0.03, 0.1],
  lowerLip: [0.045, 0.125],
  cupidBow: [0, 0.6],
  mouthCorners: [-0.035, 0.035],
  lipRedness: [0, 1],
  // ears
  earSize: [0.2, 0.32],
  earOut: [0.04, 0.16],
  // hair
  hairColour: [0, 1],
  hairRed: [0, 1],
  grey: [0, 1],
  hairLength: [0, 1],
  hairVolume: [0.08, 0.3],
  hairCurl: [0, 1],
  hairline: [-0.98, -0.68],
  hairlinePeak: [-0.08, 0.14],
  hairParting: [-0.6, 0.6],
  fringe: [0, 1],
  bald: [0, 1],
  // beard: how dense
  moustache: [0, 1],
  beardChin: [0, 1],
  beardCheeks: [0, 1],
  // glasses: how often worn, and how they look
  glasses: [0, 1],
  glassesWidth: [0.24, 0.33],
  glassesHeight: [0.16, 0.28],
  glassesSquareness: [2, 6],
  glassesColour: [0, 1],
  glassesThickness: [0.014, 0.05],
  // marks
  freckles: [0, 1],
  moles: [0, 4],
  markSeed: [0, 1000000],
  age: [0, 1],
};

/** The parameters' names in the order of the table. */
export const parameterNames = Object.keys(parameters) as (keyof Identity)[];

/**
 * Someone new. Parameters are independent and uniform, except that beards, baldness and long hair depend on a hidden
 * leaning (few people have a beard and long lashes), and grey hair, baldness and lines on age.
 */
export function randomIdentity(random: Random): Identity {
  const identity = {} as Identity;
  for (const name of parameterNames) identity[name] = random.uniform(parameters[name][0], parameters[name][1]);
  const feminine = random.uniform(0, 1);
  const masculine = 1 - feminine;
  const bearded = masculine > 0.5 && random.chance(0.55);
  for (const name of ['moustache', 'beardChin', 'beardCheeks'] as const) {
    identity[name] =
      bearded && random.chance(0.7) ? random.uniform(0.25, 1) : masculine > 0.5 ? random.uniform(0, 0.2) : 0;
  }
  if (masculine > 0.5) {
    identity.hairLength *= random.chance(0.15) ? 1 : 0.35;
    identity.lashes *= 0.4;
    identity.jaw = Math.max(identity.jaw, random.uniform(2, 3.8));
    identity.browThickness = Math.max(identity.browThickness, random.uniform(0.035, 0.085));
  } else {
    identity.hairLength = random.chance(0.8) ? random.uniform(0.45, 1) : random.uniform(0.1, 0.4);
    identity.lashes = random.uniform(0.4, 1);
    identity.taper = Math.max(identity.taper, random.uniform(0.1, 0.34));
    identity.browRidge *= 0.4;
    identity.lipRedness = random.uniform(0.2, 1);
  }
  identity.bald = masculine > 0.5 && random.chance(0.12 + 0.25 * identity.age) ? random.uniform(0.5, 1) : 0;
  identity.grey = identity.age > 0.6 && random.chance(0.6) ? random.uniform(0.2, 1) : 0;
  identity.glasses = random.chance(0.25) ? random.uniform(0.5, 0.95) : random.uniform(0, 0.12);
  identity.freckles = identity.skin < 0.5 && random.chance(0.3) ? random.uniform(0.3, 1) : 0;
  identity.fringe = random.chance(0.35) ? random.uniform(0.45, 1) : random.uniform(0, 0.2);
  identity.moles = random.chance(0.5) ? random.uniform(1, 4) : 0;
  // Hair and eyes get darker with skin, loosely: bright hair on dark skin exists, but is rarely inherited.
  identity.hairColour = Math.min(1, identity.hairColour * (1 - 0.75 * identity.skin));
  identity.irisHue = Math.min(1, identity.irisHue * (1 - 0.7 * identity.skin));
  return identity;
}

/**
 * Someone who is easily mistaken for `identity`: every parameter moves by a normal step of `change` times its range, staying within it;
 * hair, beard and glasses stay as they are, so that only the face itself tells the two apart. Marks are new.
 */
export function lookAlikeOf(identity: Identity, random: Random, change = 0.13): Identity {
  const kept = new Set<keyof Identity>(['skin', 'undertone', 'hairColour', 'hairRed', 'grey', 'hairLength', 'hairParting', 'fringe', 'bald', 'moustache', 'beardChin', 'beardCheeks', 'glasses', 'freckles', 'age']); // prettier-ignore
  const twin = { ...identity };
  for (const name of parameterNames) {
    const [low, high] = parameters[name];
    const step = random.normal() * change * (high - low);
    if (!kept.has(name)) twin[name] = Math.max(low, Math.min(high, identity[name] + step));
  }
  twin.markSeed = random.uniform(0, 1000000);
  return twin;
}

const skins: Colour[] = [[250, 222, 205], [240, 200, 172], [226, 176, 140], [196, 142, 104], [148, 100, 70], [100, 66, 48]]; // prettier-ignore
const hairs: Colour[] = [[26, 20, 18], [52, 34, 26], [92, 60, 38], [142, 98, 58], [196, 152, 92], [232, 204, 150]]; // prettier-ignore
const irises: Colour[] = [[50, 28, 16], [88, 52, 26], [124, 92, 44], [96, 120, 72], [110, 132, 140], [84, 130, 176]]; // prettier-ignore

/** Colour of the skin in neutral light. */
export function skinOf(identity: Identity): Colour {
  const base = along(skins, identity.skin);
  const tint = identity.undertone;
  return [base[0] + 4 * tint, base[1] - 3 * tint, base[2] - 9 * tint];
}

/** Colour of the hair. */
export function hairOf(identity: Identity): Colour {
  const natural = mix(
    along(hairs, identity.hairColour),
    [150, 62, 28],
    identity.hairRed > 0.82 ? 0.65 : identity.hairRed * 0.12,
  );
  return mix(natural, [196, 194, 192], identity.grey * 0.8);
}

/** Colour of the iris. */
export function irisOf(identity: Identity): Colour {
  return scaled(along(irises, identity.irisHue), identity.irisLightness);
}

/** Colour of the lips. */
export function lipsOf(identity: Identity): Colour {
  const skin = skinOf(identity);
  return mix(
    scaled(skin, 0.8),
    lightness(skin) > 0.5 ? [190, 84, 86] : [126, 56, 58],
    0.35 + 0.5 * identity.lipRedness,
  );
}

/** Colour of the spectacle frame. */
export function frameOf(identity: Identity): Colour {
  return identity.glassesColour < 0.5
    ? scaled([60, 52, 50], 0.4 + identity.glassesColour)
    : fromHsl(identity.glassesColour * 2.3, 0.45, 0.34);
}
