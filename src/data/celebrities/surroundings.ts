import { type Colour, css, fromHsl, mix, scaled } from './colour';
import { outlinePoint, type Point } from './head';
import { fill, lit, type Scene, spot, stroke, trace } from './scene';

/** What is behind the person: a studio wall, lights out of focus, a street of uprights, or greenery under a sky. */
export function drawBackground(scene: Scene): void {
  const { context, width, height } = scene;
  const random = scene.chance('background');
  const size = Math.max(width, height);
  const kind = random.integer(4);
  const hue = random.next();
  const one = fromHsl(hue, random.uniform(0.05, 0.5), random.uniform(0.15, 0.85));
  const two = fromHsl(hue + random.uniform(-0.15, 0.15), random.uniform(0.05, 0.5), random.uniform(0.15, 0.85));
  const gradient = context.createLinearGradient(random.uniform(0, width), 0, random.uniform(0, width), height);
  gradient.addColorStop(0, css(kind === 3 ? mix([150, 190, 230], [240, 220, 200], random.next()) : one));
  gradient.addColorStop(1, css(kind === 3 ? [70, 100, 50] : two));
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
  if (kind === 0)
    spot(
      context,
      [random.uniform(0, width), random.uniform(0, height)],
      size * 0.8,
      [255, 250, 240],
      random.uniform(0, 0.4),
    );
  if (kind === 1) {
    for (let i = 0; i < 14; i++) {
      context.beginPath();
      context.arc(random.uniform(0, width), random.uniform(0, height), random.uniform(0.04, 0.14) * size, 0, 7);
      context.fillStyle = css(fromHsl(random.next(), 0.6, 0.65), random.uniform(0.1, 0.4));
      context.fill();
    }
  }
  if (kind === 2) {
    for (let i = 0; i < 7; i++) {
      context.fillStyle = css(scaled(mix(one, two, random.next()), random.uniform(0.5, 1.4)), random.uniform(0.3, 0.9));
      context.fillRect(
        random.uniform(-0.1, 1) * width,
        random.chance(0.5) ? 0 : random.uniform(0, 0.5) * height,
        random.uniform(0.05, 0.3) * width,
        height,
      );
    }
  }
  if (kind === 3) {
    for (let i = 0; i < 16; i++) {
      const green = fromHsl(random.uniform(0.2, 0.38), random.uniform(0.2, 0.5), random.uniform(0.15, 0.5));
      spot(
        context,
        [random.uniform(0, width), random.uniform(0.25, 1.1) * height],
        random.uniform(0.1, 0.3) * size,
        green,
        0.8,
      );
    }
  }
}

/** Neck, shoulders and clothes. */
export function drawBody(scene: Scene): void {
  const { context, head, identity, skin, unit, light, onBody } = scene;
  const random = scene.chance('clothes');
  const neck = 0.5 + (0.1 * (identity.jaw - 1.7)) / 2.1;
  const start = Math.min(1.05, head.chin - 0.45);
  const edge = (side: number): Point[] => [[0.98, start], [0.96, 1.35], [1.02, 1.75], [1.25, 2.05], [2, 2.25]].map(([out, y]) => onBody(side * neck * out, y, -0.25)); // prettier-ignore
  const left = onBody(-neck, 1.5, -0.2);
  const right = onBody(neck, 1.5, -0.2);
  const tone = lit(scene, skin, 0.86);
  const gradient = context.createLinearGradient(left[0], left[1], right[0], right[1]);
  gradient.addColorStop(0, css(scaled(tone, 0.8 - 0.32 * light[0])));
  gradient.addColorStop(0.5, css(scaled(tone, 0.86)));
  gradient.addColorStop(1, css(scaled(tone, 0.8 + 0.32 * light[0])));
  fill(context, [...edge(1), ...edge(-1).reverse()], gradient);
  // The head's shadow on the neck.
  spot(context, onBody(-0.15 * light[0], head.chin - 0.02, 0), 0.62 * unit, scaled(tone, 0.3), 0.75);
  for (const side of [-1, 1])
    stroke(
      context,
      [onBody(side * 0.32, 1.5, 0), onBody(side * 0.12, 2.0, 0)],
      css(scaled(tone, 0.6), 0.4),
      0.05 * unit,
    );
  const cloth = fromHsl(random.next(), random.uniform(0.05, 0.6), random.uniform(0.12, 0.8));
  const collar = random.uniform(1.72, 2.1);
  const open = random.uniform(0.05, 0.4);
  const dressed = lit(scene, cloth, 0.9);
  const shoulder = (side: number): Point[] => [[0.6, collar - 0.14], [0.95, collar - 0.02], [1.6, collar + 0.2], [2.2, collar + 0.55], [2.5, 4.6]].map(([x, y]) => onBody(side * x, y, -0.3)); // prettier-ignore
  const fabric = context.createLinearGradient(...onBody(-2, 2.2, 0), ...onBody(2, 2.4, 0));
  fabric.addColorStop(0, css(scaled(dressed, 0.85 - 0.35 * light[0])));
  fabric.addColorStop(1, css(scaled(dressed, 0.85 + 0.35 * light[0])));
  trace(context, [...shoulder(-1).reverse(), onBody(0, collar + open, 0.1), ...shoulder(1)], false);
  context.closePath();
  context.fillStyle = fabric;
  context.fill();
  stroke(context, [onBody(-0.6, collar - 0.14, -0.3), onBody(-0.3, collar + open * 0.62, 0), onBody(0, collar + open, 0.1), onBody(0.3, collar + open * 0.62, 0), onBody(0.6, collar - 0.14, -0.3)], css(scaled(dressed, 0.6)), 0.06 * unit); // prettier-ignore
}

/** A woollen cap or a brimmed hat. */
export function drawHat(scene: Scene): void {
  const { context, head, variation, unit } = scene;
  const random = scene.chance('hat');
  const colour = lit(scene, fromHsl(random.next(), random.uniform(0.05, 0.55), random.uniform(0.15, 0.6)));
  const grow = 0.1 + 0.6 * (scene.identity.hairVolume - 0.08);
  const band = -0.62;
  const ends = [band, -0.8, -1, -1.2, head.top + 0.03, head.top];
  const side = (sign: number): Point[] =>
    ends.map((y, i) => {
      const [x, oy, z] = outlinePoint(head, y, sign, variation.yaw, grow);
      return scene.project(x, oy - 0.035 * i * (1 + grow), z);
    });
  const front = [0.9, 0.5, 0, -0.5, -0.9].map((t) => {
    const x = t * head.slice(band).width;
    return scene.project(x, band + 0.06 * (1 - t * t), head.front(x, band) + grow);
  });
  const region = [...side(-1), ...side(1).reverse(), ...front];
  const [x0, y0] = scene.project(-1, -1, 0);
  const [x1, y1] = scene.project(1, -1, 0);
  const gradient = context.createLinearGradient(x0, y0, x1, y1);
  gradient.addColorStop(0, css(scaled(colour, 0.8 - 0.35 * scene.light[0])));
  gradient.addColorStop(1, css(scaled(colour, 0.8 + 0.35 * scene.light[0])));
  context.save();
  context.shadowColor = 'rgba(20,10,8,0.6)';
  context.shadowBlur = 0.12 * unit;
  context.shadowOffsetY = 0.06 * unit;
  fill(context, region, gradient);
  context.restore();
  const edge = [side(1)[0], ...front, side(-1)[0]];
  if (random.chance(0.5)) {
    stroke(context, edge, css(scaled(colour, 0.68)), 0.15 * unit);
  } else {
    const brim = [1.25, 0.7, 0, -0.7, -1.25].map((t) => {
      const x = t * head.slice(band).width;
      return scene.project(
        x,
        band + 0.06,
        Math.max(0, head.front(Math.min(0.9, Math.abs(t)) * head.slice(band).width, band)) +
          grow +
          0.28 * (1 - (t / 1.3) ** 2),
      );
    });
    fill(context, [...edge.slice(1, -1), ...brim.reverse()], css(scaled(colour, 0.6)));
  }
}

/** A scarf pulled over the mouth. */
export function drawScarf(scene: Scene): void {
  const { context, head, variation, unit } = scene;
  const random = scene.chance('scarf');
  const cloth = fromHsl(random.next(), random.uniform(0.1, 0.6), random.uniform(0.2, 0.75));
  const high = random.uniform(0.66, 0.84);
  const top = [-1, -0.6, -0.25, 0, 0.25, 0.6, 1].map((t) => {
    if (Math.abs(t) === 1) return scene.project(...outlinePoint(head, high - 0.04, t, variation.yaw, 0.07));
    const x = t * head.slice(high).width;
    return scene.project(x, high + 0.04 * Math.cos(t * 3), head.front(x, high) + 0.06);
  });
  const bottom = [1.15, 0.6, 0, -0.6, -1.15].map((x) => scene.onBody(x, 2.05 - 0.1 * x * x, 0));
  const colour = lit(scene, cloth, 0.95);
  const [x0, y0] = top[0];
  const [x1, y1] = top[6];
  const gradient = context.createLinearGradient(x0, y0, x1, y1);
  gradient.addColorStop(0, css(scaled(colour, 0.75 - 0.3 * scene.light[0])));
  gradient.addColorStop(0.5, css(colour));
  gradient.addColorStop(1, css(scaled(colour, 0.75 + 0.3 * scene.light[0])));
  const region = [...top, ...bottom];
  fill(context, region, gradient);
  context.save();
  trace(context, region, true);
  context.clip();
  for (let i = 0; i < 7; i++) {
    const y = high + 0.12 + i * 0.15 + random.uniform(-0.04, 0.04);
    const fold = [-1.1, -0.4, 0.4, 1.1].map((x) => scene.onBody(x, y + 0.1 * Math.cos(x * 2 + i), 0.2));
    stroke(context, fold, css(scaled(colour, i % 2 === 0 ? 0.68 : 1.2), 0.55), 0.055 * unit);
  }
  context.restore();
}

/** A hand before the chin, a cheek or the mouth. */
export function drawHand(scene: Scene): void {
  const { context, unit, skin } = scene;
  const random = scene.chance('hand');
  const side = random.chance(0.5) ? 1 : -1;
  const tone: Colour = lit(scene, skin, 0.84);
  const reachX = side * random.uniform(-0.1, 0.45);
  const reachY = random.uniform(0.5, 0.95);
  const wrist: Point = scene.onBody(side * 1.1, 2.3, 0.9);
  const palm: Point = scene.onBody(side * 0.72, 1.35, 0.9);
  context.save();
  context.lineCap = 'round';
  context.shadowColor = 'rgba(30,14,10,0.55)';
  context.shadowBlur = 0.1 * unit;
  stroke(context, [wrist, palm], css(scaled(tone, 0.86)), 0.5 * unit);
  for (let finger = 3; finger >= 0; finger--) {
    const spread = finger - 1.5;
    const knuckle = scene.onBody(side * (0.72 - 0.02 * finger) + spread * 0.14, 1.25 + 0.04 * Math.abs(spread), 1);
    const tip = scene.onBody(reachX + spread * 0.17 * side, reachY + 0.05 * spread * spread, 1);
    const joint: Point = [(knuckle[0] + tip[0]) / 2 + side * 0.05 * unit, (knuckle[1] + tip[1]) / 2 - 0.04 * unit];
    stroke(context, [knuckle, joint, tip], css(scaled(tone, 1.02 - 0.05 * finger)), 0.17 * unit);
    context.shadowColor = 'rgba(0,0,0,0)';
    stroke(
      context,
      [
        [joint[0] - 0.05 * unit, joint[1]],
        [joint[0] + 0.05 * unit, joint[1] + 0.02 * unit],
      ],
      css(scaled(tone, 0.7), 0.6),
      0.02 * unit,
    );
    spot(context, tip, 0.06 * unit, mix(tone, [255, 225, 210], 0.6), 0.8);
    context.shadowColor = 'rgba(30,14,10,0.55)';
  }
  context.restore();
}
