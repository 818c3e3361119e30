import { css, mix, scaled } from './colour';
import { heights, outlinePoint, type Point } from './head';
import type { Identity } from './identity';
import { fill, spot, stroke, trace, type Scene } from './scene';
import { shadingOf } from './shading';

/** The outline of the head in the picture, clockwise from the top; `grow` widens it, `from` and `to` cut it. */
export function outline(scene: Scene, grow = 0, from = scene.head.top, to = scene.head.chin, count = 11): Point[] {
  const side = (sign: number): Point[] =>
    heights(from, to, count).map((y) => scene.project(...outlinePoint(scene.head, y, sign, scene.variation.yaw, grow)));
  return [...side(1), ...side(-1).reverse()];
}

/** The bare head, unlit: light comes over the finished face through `shadeFace`. */
export function drawSkin(scene: Scene): void {
  fill(scene.context, outline(scene), css(scene.skin));
}

/** Lines of age, freckles, moles. */
export function drawMarks(scene: Scene): void {
  const { context, identity, head, unit, skin, onFace } = scene;
  const dark = scaled(skin, 0.55);
  const lines = Math.max(0, identity.age - 0.25);
  if (lines > 0) {
    for (const side of [-1, 1]) {
      const fold: Point[] = [[0.72, -0.08], [1.02, 0.08], [1.14, 0.2]].map(([across, down]) => onFace(side * identity.noseWidth * 1.45 * across + side * Math.max(0, down) * 0.55, head.noseTip + 0.06 + down)); // prettier-ignore
      stroke(context, fold, css(dark, 0.55 * lines), 0.035 * unit);
      const crow: Point[] = [[0.06, 0.02], [0.14, 0.0], [0.2, -0.03]].map(([dx, dy]) => onFace(side * (identity.eyeSpacing + identity.eyeWidth + dx), dy)); // prettier-ignore
      stroke(context, crow, css(dark, 0.4 * lines), 0.02 * unit);
      const lower: Point[] = [[0.06, 0.07], [0.14, 0.09], [0.2, 0.1]].map(([dx, dy]) => onFace(side * (identity.eyeSpacing + identity.eyeWidth + dx - 0.02), dy)); // prettier-ignore
      stroke(context, lower, css(dark, 0.35 * lines), 0.018 * unit);
    }
    for (const y of [-0.5, -0.6, -0.69]) {
      const wrinkle: Point[] = [-0.4, -0.2, 0, 0.2, 0.4].map((x) =>
        onFace(x, y + 0.03 * Math.cos(x * 9 + y * 20) - 0.03 * Math.cos(x * 3)),
      );
      stroke(
        context,
        wrinkle,
        css(dark, 0.32 * Math.max(0, lines - 0.1 + 0.25 * Math.max(0, scene.variation.browRaise))),
        0.02 * unit,
      );
    }
  }
  const random = marksOf(identity);
  if (identity.freckles > 0) {
    context.beginPath();
    for (let i = 0; i < 40; i++) {
      const x = (random() - 0.5) * 1.3;
      const y = 0.12 + random() * 0.5;
      const [u, v] = onFace(x, y);
      const radius = (0.01 + 0.012 * random()) * unit;
      context.moveTo(u + radius, v);
      context.arc(u, v, radius, 0, 7);
    }
    context.fillStyle = css([150, 88, 52], 0.35 * identity.freckles);
    context.fill();
  }
  for (let i = 0; i < Math.floor(identity.moles); i++) {
    const x = (random() - 0.5) * 1.35;
    const y = -0.55 + random() * 1.75;
    const [u, v] = onFace(x, y);
    context.beginPath();
    context.arc(u, v, (0.022 + 0.016 * random()) * unit, 0, 7);
    context.fillStyle = css(mix(skin, [52, 30, 24], 0.78));
    context.fill();
  }
}

/** A small stream of numbers of the person's own: marks stay where they are from picture to picture. */
function marksOf(identity: Identity): () => number {
  let state = Math.floor(identity.markSeed) + 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/**
 * Lays the light over everything drawn on the face so far, and the shadow that hair, hat and head throw: the rim of the face
 * away from the light is darker.
 */
export function shadeFace(scene: Scene): void {
  const { context, light, unit, variation } = scene;
  const shading = shadingOf(scene);
  context.save();
  trace(context, outline(scene, 0.004), true);
  context.clip();
  context.globalCompositeOperation = 'multiply';
  context.drawImage(shading, 0, 0, scene.width, scene.height);
  context.globalCompositeOperation = 'source-over';
  spot(
    context,
    scene.project(-light[0] * 1.15, 0.9, 0),
    0.85 * unit,
    [40, 14, 10],
    0.4 * Math.abs(light[0]) * (1 - variation.ambient),
  );
  context.restore();
}

/** Where skin shines: brow, bridge and tip of the nose, cheekbones, lower lip; only where the light falls. */
export function drawShine(scene: Scene): void {
  const { context, identity, light, lightColour, unit, onFace, variation, head } = scene;
  const strength = (1 - variation.ambient) * Math.max(0, light[2] + 0.3) * (0.24 + 0.2 * identity.skin);
  const towards = light[0];
  context.save();
  context.globalCompositeOperation = 'screen';
  spot(context, onFace(0.03 * towards, head.noseTip - 0.05), 0.1 * unit, lightColour, strength);
  spot(context, onFace(0.04 * towards, 0.12), 0.06 * unit, lightColour, strength * 0.7);
  spot(context, onFace(0.3 * towards, -0.55), 0.34 * unit, lightColour, strength * 0.55);
  for (const side of [-1, 1]) {
    if (towards * side > -0.35) spot(context, onFace(side * 0.57, 0.27), 0.17 * unit, lightColour, strength * 0.6);
  }
  context.restore();
}

/** An ear. The far one is drawn before the head, the near one after it. */
export function drawEar(scene: Scene, side: number): void {
  const { context, identity, skin, unit } = scene;
  const { width } = scene.head.slice(0.15);
  const at = (out: number, down: number): Point =>
    scene.project(
      side * (width - 0.05 + out * (identity.earOut + 0.1)),
      0.12 + down * identity.earSize,
      -0.12 - 0.12 * out,
    );
  const facing = 0.5 + 0.5 * side * scene.light[0];
  const brightness = Math.max(
    0.25,
    scene.variation.ambient * 0.85 + (1 - scene.variation.ambient) * facing * Math.max(0.2, scene.light[2] + 0.3),
  );
  const shade = scaled(skin, Math.min(1, brightness) * 0.92);
  const colour: [number, number, number] = [(shade[0] * scene.lightColour[0]) / 255, (shade[1] * 0.94 * scene.lightColour[1]) / 255, (shade[2] * 0.92 * scene.lightColour[2]) / 255]; // prettier-ignore
  fill(
    context,
    [at(-0.2, -0.8), at(0.35, -1.1), at(0.95, -0.95), at(1.1, -0.3), at(0.8, 0.45), at(0.35, 1), at(-0.1, 0.9)],
    css(colour),
  );
  stroke(
    context,
    [at(0.2, -0.72), at(0.62, -0.76), at(0.78, -0.25), at(0.5, 0.35)],
    css(scaled(colour, 0.66), 0.8),
    0.035 * unit,
  );
  spot(context, at(0.3, 0), 0.11 * unit, scaled(colour, 0.5), 0.6);
}
