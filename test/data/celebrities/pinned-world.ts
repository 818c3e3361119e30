import { createHash } from 'node:crypto';
import { createCanvas } from '@napi-rs/canvas';
import { seeded } from '../../../src/base/random';
import { type Identity, lookAlikeOf } from '../../../src/data/celebrities/identity';
import { drawnKnowledge } from '../../../src/data/celebrities/knowledge';
import { personOf, variationOf } from '../../../src/data/celebrities/people';
import { renderPicture, renderPortrait } from '../../../src/data/celebrities/picture';
import type { Variation } from '../../../src/data/celebrities/variation';

const seed = 21;

/** Everything that a picture can show, each worn by somebody. */
const worn: Partial<Variation>[] = [
  { sunglasses: 1 },
  { hat: 1 },
  { scarf: 1 },
  { hand: 1 },
  { hairTied: 1 },
  { glassesDraw: 0 },
  { smile: 1, mouthOpen: 0.8 },
  { eyesOpen: 0.15, yaw: 0.6, pitch: -0.25, roll: 0.3 },
  { light: -1.4, lightElevation: -0.3, ambient: 0.3, warmth: -1 },
  { light: 1.2, lightElevation: 1, ambient: 0.7, warmth: 1 },
  { blur: 1.2 },
  { noise: 6 },
  { resolution: 0.4 },
  { compression: 0.8 },
  { exposure: 1.5, contrast: 1.3, saturation: 0.5, blur: 0.5, noise: 3, resolution: 0.7, compression: 0.2 },
];

const looks: Partial<Identity>[] = [
  { bald: 0.9 },
  { hairCurl: 0.9, hairLength: 0.9 },
  { fringe: 0.9, hairLength: 0.6, hairCurl: 0.1 },
  { beardChin: 1, beardCheeks: 1, moustache: 1 },
  { freckles: 1, moles: 4, age: 1, grey: 1 },
];

/** A drawn world in small: anybody of the first people and of those from 100,000 on, all that can be worn, look-alikes, a portrait. */
export function worldInSmall(): Uint8Array[] {
  const calm = (number: number): Variation => variationOf(seed, number, 0, 0.3);
  return [
    ...[0, 1, 2, 100_000, 100_001, 100_002].flatMap((number) =>
      [0.6, 1].map((hardness, picture) => {
        return renderPicture(personOf(seed, number), variationOf(seed, number, picture, hardness), 32);
      }),
    ),
    ...[3, 100_003].map((number) => renderPicture(personOf(seed, number), variationOf(seed, number, 0), 64)),
    ...[4, 100_004].map((number) => renderPicture(personOf(seed, number), variationOf(seed, number, 0), 112)),
    ...worn.map((one, i) => renderPicture({ ...personOf(seed, i), glasses: 0.5 }, { ...calm(i), ...one }, 32)),
    ...looks.map((one, i) => renderPicture({ ...personOf(seed, 40 + i), ...one }, calm(40 + i), 32)),
    ...[0, 1].map((i) => renderPicture(lookAlikeOf(personOf(seed, 7), seeded(seed, i), 0.14), calm(60 + i), 32)),
    renderPortrait(personOf(seed, 8), calm(8), { width: 48, height: 60 }).pixels,
  ];
}

/** Many more pictures than {@link worldInSmall}, for machines where the drawing library rounds as where they were pinned. */
export function worldAtLarge(): string {
  const hash = createHash('sha256');
  for (const picture of worldInSmall()) hash.update(picture);
  for (const [size, people] of [
    [32, 60],
    [64, 20],
    [112, 30],
  ]) {
    for (let number = 0; number < people; number++) {
      const who = number % 2 === 0 ? number : 100_000 + number;
      hash.update(renderPicture(personOf(seed, who), variationOf(seed, who, number % 5, (number % 11) / 10), size));
    }
  }
  return hash.digest('hex');
}

/** SHA-256 of all that is known of drawn people without drawing them. */
export function knowledgeAtLarge(): string {
  const known = drawnKnowledge({ identities: 100, picturesEach: 4, size: 32, seed, firstIdentity: 99_950 });
  const text = JSON.stringify(known, (_, value) => (ArrayBuffer.isView(value) ? [...(value as Float32Array)] : value));
  return createHash('sha256').update(text).digest('hex');
}

/**
 * SHA-256 of what the drawing library makes of shapes of all kinds that pictures are made of, without a line of this project. It has
 * code of its own for each kind of processor, which may round differently: where this hash is another, pixels may be.
 */
export function libraryRounding(): string {
  const random = seeded(1);
  const at = (): number => random.uniform(-10, 74);
  const ink = (): string =>
    `rgba(${random.integer(256)},${random.integer(256)},${random.integer(256)},${random.next()})`;
  const canvas = createCanvas(64, 64);
  const context = canvas.getContext('2d');
  context.lineJoin = context.lineCap = 'round';
  for (let i = 0; i < 200; i++) {
    context.save();
    const gradient = i % 2 ? context.createRadialGradient(32, 32, 0, 32, 32, 1 + i / 4) : context.createLinearGradient(0, at(), 64, at()); // prettier-ignore
    for (const stop of [0, 0.5, 1]) gradient.addColorStop(stop, ink());
    if (i % 5 === 0) {
      context.shadowColor = ink();
      context.shadowBlur = random.uniform(0.5, 6);
      context.shadowOffsetY = random.uniform(0, 3);
    }
    context.globalCompositeOperation = (['source-over', 'multiply', 'screen'] as const)[i % 3];
    context.fillStyle = i % 4 === 0 ? ink() : gradient;
    context.strokeStyle = ink();
    context.lineWidth = random.uniform(0.2, 6);
    context.beginPath();
    context.moveTo(at(), at());
    for (let k = 0; k < 5; k++) context.bezierCurveTo(at(), at(), at(), at(), at(), at());
    context.quadraticCurveTo(at(), at(), at(), at());
    context.lineTo(at(), at());
    context.arc(at(), at(), random.uniform(0.5, 9), 0, random.uniform(1, 7));
    if (i % 7 === 0) context.clip();
    if (i % 3 === 0) context.stroke();
    else context.fill();
    context.fillRect(at(), at(), random.uniform(1, 40), random.uniform(1, 40));
    if (i % 10 === 0) context.drawImage(canvas, 0, 0, 40, 40, 0, 0, 64, 64);
    context.restore();
  }
  return createHash('sha256')
    .update(context.getImageData(0, 0, 64, 64).data)
    .digest('hex');
}
