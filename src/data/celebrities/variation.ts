import type { Random } from '../../base/random';

/** What differs from one picture of a person to the next. Angles are in radians. */
export interface Variation {
  /** Positive: the face turns to the right of the picture. */
  yaw: number;
  /** Positive: the face looks up. */
  pitch: number;
  /** Positive: the head tilts clockwise. Alignment takes it out again. */
  roll: number;
  /** −1 (sad) … 1 (beaming). */
  smile: number;
  /** 0 … 1. */
  mouthOpen: number;
  /** 0 (shut) … 1.15 (wide). */
  eyesOpen: number;
  /** −1 … 1. */
  browRaise: number;
  gazeX: number;
  gazeY: number;
  /** Where the main light comes from: azimuth (positive: from the right) and elevation. */
  light: number;
  lightElevation: number;
  /** Share of the light that comes from everywhere, 0.3 (hard) … 0.8 (soft). */
  ambient: number;
  /** −1 (cool) … 1 (warm). */
  warmth: number;
  exposure: number;
  contrast: number;
  saturation: number;
  /** Added to the age of the identity, in the same unit. */
  ageing: number;
  /** Added to the length of the hair. */
  hairChange: number;
  /** 0 or 1: long hair tied back. */
  hairTied: number;
  partingChange: number;
  fringeChange: number;
  /** Factor on the density of the beard. */
  beardGrowth: number;
  /** Changes of the brightness of the skin: tan, make-up. */
  tan: number;
  lipstick: number;
  /** 0 or 1: compared with how often the identity wears them. */
  glassesDraw: number;
  sunglasses: number;
  hat: number;
  scarf: number;
  hand: number;
  /** Gaussian blur, its standard deviation in pixels of a 112×112 picture. */
  blur: number;
  /** Standard deviation of the sensor's noise, 0 … 255. */
  noise: number;
  /** Side of the picture before it was enlarged, as a fraction of the size: 1 is untouched. */
  resolution: number;
  /** 0 (none) … 1 (heavy) loss of a block transform like JPEG's. */
  compression: number;
  /** Misalignment: shift as a fraction of the picture, turn in radians, log of the scale. */
  shiftX: number;
  shiftY: number;
  turn: number;
  zoom: number;
  /** Seed of everything else: background, clothes, strands of hair. */
  seed: number;
}

/** A calm passport picture: front, soft light, nothing in the way. */
export function neutralVariation(seed = 1): Variation {
  return {
    yaw: 0, pitch: 0, roll: 0, smile: 0.15, mouthOpen: 0, eyesOpen: 1, browRaise: 0, gazeX: 0, gazeY: 0,
    light: 0.5, lightElevation: 0.5, ambient: 0.5, warmth: 0.1, exposure: 1, contrast: 1, saturation: 1,
    ageing: 0, hairChange: 0, hairTied: 0, partingChange: 0, fringeChange: 0, beardGrowth: 1, tan: 0, lipstick: 0,
    glassesDraw: 0.5, sunglasses: 0, hat: 0, scarf: 0, hand: 0, blur: 0, noise: 0, resolution: 1, compression: 0,
    shiftX: 0, shiftY: 0, turn: 0, zoom: 0, seed,
  }; // prettier-ignore
}

/**
 * A picture as it might be taken. `hardness` scales every departure from the passport picture: 0 gives nearly that, 1 (the
 * default) pictures in the wild.
 */
export function randomVariation(random: Random, { hardness = 1 }: { hardness?: number } = {}): Variation {
  const h = hardness;
  const around = (spread: number): number => Math.max(-2.2, Math.min(2.2, random.normal())) * spread * h;
  const rarely = (probability: number): number => (random.chance(Math.min(1, probability * h)) ? 1 : 0);
  const smiling = random.uniform(-0.25, 1);
  const covered = random.next() / Math.max(1e-6, h);
  return {
    yaw: around(0.3),
    pitch: around(0.14),
    roll: around(0.14),
    smile: 0.15 + (smiling - 0.15) * Math.min(1, h),
    mouthOpen: random.chance(0.35 * h) ? random.uniform(0.1, 0.8) : 0,
    eyesOpen: random.chance(0.04 * h) ? 0.15 : 1 + Math.max(-0.35, Math.min(0.15, around(0.14))),
    browRaise: Math.max(-1, Math.min(1, around(0.45))),
    gazeX: Math.max(-1, Math.min(1, around(0.4))),
    gazeY: Math.max(-1, Math.min(1, around(0.25))),
    light: 0.2 + random.uniform(-1.45, 1.15) * h,
    lightElevation: 0.45 + random.uniform(-0.75, 0.7) * h,
    ambient: random.uniform(0.5 - 0.14 * Math.min(1, h), 0.72),
    warmth: Math.max(-1, Math.min(1, around(0.5))),
    exposure: Math.exp(Math.max(-0.25, around(0.2))),
    contrast: Math.exp(around(0.13)),
    saturation: Math.max(0, 1 + around(0.22)),
    ageing: around(0.08),
    hairChange: around(0.09),
    hairTied: rarely(0.18),
    partingChange: around(0.12),
    fringeChange: around(0.12),
    beardGrowth: Math.max(0.3, 1 + around(0.25)),
    tan: around(0.04),
    lipstick: random.chance(0.25 * h) ? random.uniform(-1, 1) : 0,
    glassesDraw: random.next(),
    sunglasses: covered < 0.035 ? 1 : 0,
    hat: rarely(0.1),
    scarf: covered > 0.035 && covered < 0.085 ? 1 : 0,
    hand: covered > 0.085 && covered < 0.145 ? 1 : 0,
    blur: random.chance(0.3 * h) ? random.uniform(0.3, 1.3) : 0,
    noise: random.chance(0.5 * h) ? random.uniform(1, 6.5) : 0,
    resolution: random.chance(0.2 * h) ? random.uniform(0.35, 0.8) : 1,
    compression: random.chance(0.3 * h) ? random.uniform(0.1, 0.8) : 0,
    shiftX: around(0.012),
    shiftY: around(0.012),
    turn: around(0.03),
    zoom: around(0.025),
    seed: random.integer(2147483647),
  };
}
