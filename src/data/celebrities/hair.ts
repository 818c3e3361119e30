import { css, scaled } from './colour';
import { heights, outlinePoint, type Point } from './head';
import { fill, lit, type Scene, spot, trace } from './scene';
import { hairLengthShown } from './shown';

/** How far below the ears the hair reaches. */
function endOf(scene: Scene): number {
  return 0.2 + 2.1 * Math.max(0, hairLengthShown(scene) - 0.28) ** 0.75;
}

function volumeOf(scene: Scene): number {
  const { identity } = scene;
  if (identity.bald > 0.4) return 0.03;
  return (
    (0.03 + identity.hairVolume * (0.55 + 0.45 * identity.hairCurl)) * Math.min(1, 0.35 + identity.hairLength * 2.2)
  );
}

/** The fall of hair behind neck and shoulders. */
export function drawHairBehind(scene: Scene): void {
  const length = hairLengthShown(scene);
  if (length < 0.3) return;
  const { identity, head, variation } = scene;
  const end = endOf(scene);
  const volume = volumeOf(scene);
  const random = scene.chance('hair behind');
  const side = (sign: number): Point[] => [
    // It begins within the hair of the crown: a smooth path overshoots at a corner.
    ...[-0.75, -0.45, -0.1].map((y, i) =>
      scene.project(...outlinePoint(head, y, sign, variation.yaw, [-0.2, 0.75 * volume, volume][i])),
    ),
    ...[0.25, 0.5, 0.75, 1].map((t): Point => {
      const wave = identity.hairCurl * 0.09 * Math.sin(t * 9 + sign) + random.uniform(-0.03, 0.03);
      const x = sign * (identity.faceWidth + volume * (0.9 + 0.3 * t) + wave - 0.12 * t * (1 - identity.hairCurl));
      return scene.project(x, 0.1 + (end - 0.1) * t, -0.35);
    }),
  ];
  const points = [...side(1), scene.project(0, end + 0.06, -0.5), ...side(-1).reverse()];
  hairShape(scene, points, css(lit(scene, scene.hair, 0.55)), 0, () =>
    strands(scene, 14, (t) => {
      const x = (t - 0.5) * 2 * identity.faceWidth;
      return [
        scene.project(x * 0.9, -0.4, -0.5),
        scene.project(x * 1.15, 0.4, -0.5),
        scene.project(x * 1.12, end, -0.5),
      ];
    }),
  );
}

/** Fills a shape of hair that throws a soft shadow (blurred by `blur` head units), and draws inside it what `inside` draws. */
function hairShape(scene: Scene, region: Point[], style: string, blur: number, inside: () => void): void {
  const { context, unit } = scene;
  context.save();
  trace(context, region, true);
  context.shadowColor = css([20, 10, 8], blur > 0 ? 0.45 : 0);
  context.shadowBlur = blur * unit;
  context.shadowOffsetY = 0.4 * blur * unit;
  context.fillStyle = style;
  context.fill();
  context.shadowColor = 'rgba(0,0,0,0)';
  context.clip();
  inside();
  context.restore();
}

/** Lines of light and shade, half of them each; every line is given by a start, a place in the middle and an end. */
function strands(scene: Scene, count: number, line: (t: number) => [Point, Point, Point]): void {
  const random = scene.chance('strands');
  const lines = Array.from({ length: count }, (_, i) => line((i + random.uniform(0.1, 0.9)) / count));
  lightAndShade(scene, count, (i) => {
    const [start, middle, end] = lines[i];
    scene.context.moveTo(start[0], start[1]);
    scene.context.quadraticCurveTo(
      2 * middle[0] - (start[0] + end[0]) / 2,
      2 * middle[1] - (start[1] + end[1]) / 2,
      end[0],
      end[1],
    );
  });
}

/** Strokes the even lines bright and the odd ones dark: all of a kind in one path, which is a good deal faster than one by one. */
function lightAndShade(scene: Scene, count: number, line: (i: number) => void): void {
  const { context, unit } = scene;
  const bright = lit(scene, scaled(scene.hair, 1.5), 0.95);
  const dark = lit(scene, scaled(scene.hair, 0.6), 0.95);
  const inks = [css([bright[0] + 14, bright[1] + 11, bright[2] + 9], 0.36), css(dark, 0.5)];
  for (const kind of [0, 1]) {
    context.beginPath();
    for (let i = kind; i < count; i += 2) line(i);
    context.strokeStyle = inks[kind];
    context.lineWidth = (kind === 0 ? 0.028 : 0.038) * unit;
    context.stroke();
  }
}

/** Where the hair begins on the forehead; t runs from the left temple (−1) to the right one (1). */
function hairlineAt(scene: Scene, t: number): Point {
  const { identity, head } = scene;
  const receding =
    0.12 *
    Math.max(0, identity.age - 0.4) *
    (identity.lashes < 0.4 ? 1 : 0) *
    Math.exp(-(((Math.abs(t) - 0.5) / 0.2) ** 2));
  const temple = Math.abs(t) ** 5;
  const y =
    identity.hairline +
    identity.hairlinePeak * Math.exp(-((t / 0.24) ** 2)) -
    receding +
    (0.02 - identity.hairline) * temple;
  const x = head.slice(y).width * 0.975 * Math.sin((t * Math.PI) / 2);
  return scene.project(x, y, head.front(x, y) + 0.01);
}

/** The hair that frames the face: crown, parting, strands, fringe and the locks beside the cheeks. */
export function drawHairFront(scene: Scene): void {
  const { identity, head, variation } = scene;
  const volume = volumeOf(scene);
  const length = hairLengthShown(scene);
  const base = lit(scene, scene.hair);
  if (length >= 0.3) drawLocks(scene, volume);
  if (identity.bald > 0.4) {
    drawSides(scene);
    return;
  }
  const random = scene.chance('hair');
  const ends = heights(-0.05, head.top, 9);
  const bumpy = (i: number): number =>
    volume + identity.hairCurl * 0.07 * Math.sin(i * 2.4 + (identity.markSeed % 7)) + random.uniform(-0.012, 0.012);
  const lift = (sign: number): Point[] =>
    ends.map((y, i) => {
      const [x, oy, z] = outlinePoint(head, y, sign, variation.yaw, i === 0 ? 0.015 : bumpy(i + sign));
      // The crown rises with the volume; the parting's side rises less.
      const rise = (0.85 * volume * i) / (ends.length - 1) + 0.02;
      return scene.project(x, oy - rise, z - 0.06);
    });
  const outer = [...lift(-1), ...lift(1).reverse().slice(1)];
  const inner = Array.from({ length: 13 }, (_, i) => hairlineAt(scene, 1 - i / 6));
  const region = [...outer, ...inner];
  const parting = scene.project(
    identity.hairParting * 0.8,
    identity.hairline - 0.22,
    head.front(identity.hairParting * 0.8, identity.hairline - 0.22) + volume * 0.6,
  );
  hairShape(scene, region, css(base), 0.1, () => {
    shine(scene);
    if (identity.hairCurl > 0.66) {
      curls(scene, region);
      return;
    }
    strands(scene, 26, (t) => {
      const rim = outer[Math.min(outer.length - 1, Math.floor(t * outer.length))];
      const edge = inner[Math.min(inner.length - 1, Math.floor((1 - t) * inner.length))];
      const share = (Math.floor(t * 997) % 7) / 7;
      const goal: Point = [rim[0] * share + edge[0] * (1 - share), rim[1] * share + edge[1] * (1 - share)];
      const bend: Point = [
        (parting[0] + goal[0]) / 2 + (rim[0] - parting[0]) * 0.22,
        (parting[1] + goal[1]) / 2 + (rim[1] - parting[1]) * 0.3,
      ];
      return [parting, bend, goal];
    });
  });
  if (identity.fringe > 0.25) drawFringe(scene, volume);
}

/** Locks of curly hair: short bright and dark arcs. */
function curls(scene: Scene, region: Point[]): void {
  const { context, unit } = scene;
  const random = scene.chance('curls');
  const xs = region.map((point) => point[0]);
  const ys = region.map((point) => point[1]);
  const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  lightAndShade(scene, 64, () => {
    const [x, y] = [random.uniform(box[0], box[2]), random.uniform(box[1], box[3])];
    const radius = random.uniform(0.05, 0.09) * unit;
    const start = random.uniform(0, 6.3);
    context.moveTo(x + radius * Math.cos(start), y + radius * Math.sin(start));
    context.arc(x, y, radius, start, start + random.uniform(2.5, 4.5));
  });
}

/** A broad sheen where the light meets the crown, and darkness away from it. */
function shine(scene: Scene): void {
  const { unit, light, head } = scene;
  const sheen = lit(scene, [scene.hair[0] * 1.25 + 34, scene.hair[1] * 1.25 + 28, scene.hair[2] * 1.25 + 24]);
  spot(scene.context, scene.project(light[0] * 0.7, head.top * 0.78, 0.5), 0.75 * unit, sheen, 0.6);
  const shadow = 0.6 * Math.min(1, Math.abs(light[0]) + 0.3);
  spot(scene.context, scene.project(-light[0] * 1.1, -0.2, 0.2), unit, scaled(scene.hair, 0.25), shadow);
}

function drawFringe(scene: Scene, volume: number): void {
  const { identity, head } = scene;
  const random = scene.chance('fringe');
  const bottom = identity.hairline + (-0.24 - identity.hairline) * Math.min(1, identity.fringe);
  const part = identity.hairParting;
  const roots = [-0.8, -0.4, 0, 0.4, 0.8].map((x) =>
    scene.project(x, identity.hairline - 0.12, head.front(x, identity.hairline - 0.12) + volume * 0.4),
  );
  const tips = Array.from({ length: 13 }, (_, i): Point => {
    const x = 0.8 - (i / 12) * 1.6;
    const sweep =
      bottom -
      0.16 * Math.exp(-(((x - part) / 0.3) ** 2)) +
      0.14 * Math.abs(x) ** 2 +
      (i % 2) * 0.06 +
      random.uniform(-0.02, 0.02);
    return scene.project(x, sweep, head.front(x, sweep) + 0.05);
  });
  hairShape(scene, [...roots, ...tips], css(lit(scene, scene.hair, 0.96)), 0.07, () =>
    strands(scene, 16, (t) => {
      const x = (t - 0.5) * 1.6;
      const y = bottom + 0.1;
      return [scene.project(part * 0.6 + x * 0.4, identity.hairline - 0.12, head.front(x * 0.4, identity.hairline - 0.12) + 0.1), scene.project(x * 0.95, (identity.hairline + y) / 2, head.front(x * 0.95, (identity.hairline + y) / 2) + 0.08), scene.project(x, y, head.front(x, y) + 0.05)]; // prettier-ignore
    }),
  );
}

/** Long hair in front of the ears. */
function drawLocks(scene: Scene, volume: number): void {
  const { identity, head, variation } = scene;
  const end = endOf(scene);
  for (const sign of [-1, 1]) {
    const at = (y: number, out: number): Point => scene.project(...outlinePoint(head, y, sign, variation.yaw, out));
    const fall = (out: number, t: number): Point => {
      const wave = identity.hairCurl * 0.07 * Math.sin(t * 8 + out * 3 + sign);
      return scene.project(
        sign * (identity.faceWidth + out + wave - 0.1 * t * (1 - identity.hairCurl)),
        0.05 + (end - 0.05) * t,
        0.05 - 0.2 * t,
      );
    };
    // The upper end lies well under the crown, the lower one is rounded: a smooth path overshoots at corners.
    const outer = [
      at(-0.62, -0.06),
      at(-0.4, 0.8 * volume),
      at(0, volume),
      ...[0.3, 0.65, 0.92].map((t) => fall(volume * 1.05, t)),
    ];
    const inner = [fall(0.5 * volume - 0.07, 1), ...[0.92, 0.7, 0.35, 0.1].map((t) => fall(-0.1 - 0.06 * Math.sin(t * 3), t)), hairlineAt(scene, sign * 0.93), hairlineAt(scene, sign * 0.8)]; // prettier-ignore
    hairShape(scene, [...outer, ...inner], css(lit(scene, scene.hair, 0.72 + 0.3 * sign * scene.light[0])), 0.08, () =>
      strands(scene, 10, (t) => {
        const out = -0.1 + t * (volume + 0.12);
        return [at(-0.5, out), fall(out, 0.35), fall(out, 1)];
      }),
    );
  }
}

/** What is left around a bald head. */
function drawSides(scene: Scene): void {
  const { context, head, variation } = scene;
  for (const sign of [-1, 1]) {
    const outer = [-0.72, -0.45, -0.15, 0.08].map((y) =>
      scene.project(...outlinePoint(head, y, sign, variation.yaw, 0.05)),
    );
    const inner = [0.08, -0.2, -0.45, -0.7].map((y) => {
      const x = sign * head.slice(y).width * 0.93;
      return scene.project(x, y, head.front(x, y));
    });
    fill(context, [...outer, ...inner], css(lit(scene, scene.hair), 0.85));
  }
}
