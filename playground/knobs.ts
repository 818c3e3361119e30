import { feasibleMargin, isFeasible, type DecisionRule } from '../src/plots/parts/decision-rules';

const angle = { label: 'margin (angle)', value: 0.3, low: 0, high: 1.5, step: 0.01 };
const squared = { label: 'margin (distance²)', value: 0.3, low: 0.05, high: 1, step: 0.05 };

/** The losses that can be played with, and what a margin means to each. */
export const losses = {
  softmax: { name: 'Softmax', margins: {} },
  modified: { name: 'Modified softmax', margins: {} },
  sphereface: { name: 'SphereFace', margins: { m: { label: 'm × angle', value: 3, low: 1, high: 4, step: 1 } } },
  cosface: { name: 'CosFace', margins: { m: { label: 'margin (cosine)', value: 0.2, low: 0, high: 1, step: 0.01 } } },
  arcface: { name: 'ArcFace', margins: { m: { ...angle, value: 0.5 } } },
  combined: {
    name: 'One formula, m₁ m₂ m₃',
    margins: {
      m1: { label: 'm₁ × angle', value: 1, low: 0.5, high: 2, step: 0.05 },
      m: { label: 'm₂ + angle', value: 0.3, low: 0, high: 1.5, step: 0.01 },
      m3: { label: 'm₃ − cosine', value: 0.1, low: 0, high: 1, step: 0.01 },
    },
  },
  subcenter: {
    name: 'Sub-center ArcFace',
    margins: { m: angle },
  },
  boundaryface: {
    name: 'BoundaryFace (repairs labels)',
    margins: { m: angle },
  },
  groupface: {
    name: 'GroupFace, two groups',
    margins: { m: angle },
  },
  center: {
    name: 'Center loss',
    margins: { m: { label: 'pull to the center', value: 0.3, low: 0, high: 1, step: 0.05 } },
  },
  contrastive: {
    name: 'Contrastive',
    margins: { m: { label: 'margin (distance)', value: 1, low: 0.1, high: 2, step: 0.05 } },
  },
  semihard: {
    name: 'Triplets, semi-hard',
    margins: { m: squared },
  },
  hardest: {
    name: 'Triplets, hardest',
    margins: { m: squared },
  },
  all: {
    name: 'Triplets, all',
    margins: { m: squared },
  },
} satisfies Record<string, { name: string; margins: Partial<Record<'m' | 'm1' | 'm3', MarginRange>> }>;

export type LossName = keyof typeof losses;

/** A slider of a margin and where it starts. */
export interface MarginRange {
  label: string;
  value: number;
  low: number;
  high: number;
  step: number;
}

/** Everything that a run depends on: the same knobs give the same run. */
export interface Knobs {
  loss: LossName;
  m: number;
  m1: number;
  m3: number;
  scale: number;
  rate: number;
  batch: number;
  /** Share of wrong labels, 0 … 0.5. */
  noise: number;
  /** 2 … 7, without the look-alike. */
  people: number;
  lookAlike: boolean;
  /** Embeddings of three numbers, on a sphere, instead of two, in the plane. */
  sphere: boolean;
  seed: number;
}

export const startKnobs: Knobs = {
  loss: 'arcface',
  m: 0.5,
  m1: 1,
  m3: 0.1,
  scale: 16,
  rate: 0.02,
  batch: 64,
  noise: 0,
  people: 7,
  lookAlike: true,
  sphere: false,
  seed: 1,
};

const ranges: Partial<Record<keyof Knobs, [low: number, high: number]>> = {
  scale: [1, 64],
  rate: [0.001, 0.3],
  batch: [8, 64],
  noise: [0, 0.5],
  people: [2, 7],
  seed: [0, 999_999],
};
const whole = ['batch', 'people', 'seed'];

/** The margins' sliders of a loss. */
export function marginsOf(loss: LossName): Partial<Record<'m' | 'm1' | 'm3', MarginRange>> {
  return losses[loss].margins;
}

/** Losses over all triplets of a batch, which grow with its cube: they start with a smaller one. */
const cubic: LossName[] = ['semihard', 'all'];

/** The knobs with another loss, its margins and its batch where that loss starts. */
export function withLoss(knobs: Knobs, loss: LossName): Knobs {
  const margins = Object.entries(marginsOf(loss)).map(([name, range]) => [name, range.value]);
  const batch = cubic.includes(loss) ? 24 : startKnobs.batch;
  return { ...knobs, loss, batch, ...Object.fromEntries(margins) };
}

/** Whether going from one to the other needs a new run; scale, margins, rate and batch change a run on its way. */
export function needsRestart(from: Knobs, to: Knobs): boolean {
  return (['loss', 'noise', 'people', 'lookAlike', 'sphere', 'seed'] as const).some((name) => from[name] !== to[name]);
}

/** The knobs that differ from the start, as the part of an address after `#`. */
export function toAddress(knobs: Knobs): string {
  const base = withLoss(startKnobs, knobs.loss);
  const parts = (Object.keys(knobs) as (keyof Knobs)[])
    .filter((name) => name === 'loss' || knobs[name] !== base[name])
    .map((name) => `${name}=${knobs[name] === true ? 1 : knobs[name] === false ? 0 : knobs[name]}`);
  return parts.join('&');
}

/** The knobs of an address. What is missing, unknown or out of range stays as at the start. */
export function fromAddress(address: string): Knobs {
  const given = new URLSearchParams(address.replace(/^#/, ''));
  const loss = given.get('loss');
  const knobs = loss !== null && Object.hasOwn(losses, loss) ? withLoss(startKnobs, loss as LossName) : startKnobs;
  const found: Record<string, number | boolean> = {};
  for (const [name, text] of given) {
    if (name === 'lookAlike' || name === 'sphere') found[name] = text !== '0';
    const margin = marginsOf(knobs.loss)[name as 'm'];
    const range = margin ? [margin.low, margin.high] : ranges[name as keyof Knobs];
    const value = Number(text);
    if (!range || text === '' || !(value >= range[0] && value <= range[1])) continue;
    if ((whole.includes(name) || (knobs.loss === 'sphereface' && name === 'm')) && !Number.isInteger(value)) continue;
    found[name] = value;
  }
  return { ...knobs, ...found };
}

/** How many classes there are. */
export function classesOf({ people, lookAlike }: Knobs): number {
  return people + Number(lookAlike);
}

/** By which rule the regions are decided; losses without class weights take the nearest mean direction. */
export function ruleOf({ loss, m, m1, m3 }: Knobs): DecisionRule {
  switch (loss) {
    case 'softmax':
    case 'center':
      return { kind: 'softmax' };
    case 'sphereface':
      return { kind: 'sphereface', m };
    case 'cosface':
      return { kind: 'cosface', margin: m };
    case 'arcface':
    case 'boundaryface':
    case 'groupface':
      return { kind: 'arcface', margin: m };
    case 'combined':
      return { kind: 'combined', m1, m2: m, m3 };
    default:
      return { kind: 'modified' };
  }
}

/** Says so where no embedding on a circle can keep the margin; undefined where it can, and on a sphere, which has more room. */
export function tooLarge(knobs: Knobs): string | undefined {
  const rule = ruleOf(knobs);
  const classes = classesOf(knobs);
  if (knobs.sphere || isFeasible(rule, classes)) return undefined;
  const limit =
    rule.kind === 'arcface' || rule.kind === 'cosface'
      ? `: at most ${feasibleMargin(rule.kind, classes).toFixed(2)}`
      : '';
  return `Too large for ${classes} people on a circle${limit}`;
}
