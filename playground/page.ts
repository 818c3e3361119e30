import { rowOf } from '../src/base/matrix';
import { angleBetween, classAngles, degrees } from '../src/plots/parts/angles';
import { ruleThrough, targetLogit } from '../src/plots/parts/decision-rules';
import { identityColour, tinted } from '../src/plots/parts/theme';
import { drawCurve, drawHistogram, type ChartInk } from './charts';
import { boundariesOf, drawFigure, geometry, type Boundary, type Scene } from './figure';
import { classesOf, fromAddress, needsRestart, ruleOf, toAddress, tooLarge, type Knobs } from './knobs';
import { knobPanel } from './panel';
import { tours } from './tours';
import type { Labelled, Snapshot } from './training';
import type { News, Order } from './worker';

/** What the build puts into the page. */
interface Built {
  names: string[];
  descriptors: { values: { values: number[]; rows: number; columns: number }; picturesEach: number };
  sprite: string;
  side: number;
  worker: string;
}

const built = (window as unknown as { playground: Built & { steps?: (count: number) => void } }).playground;
// For scripts and tests: so many steps, and no more.
built.steps = (count) => order({ kind: 'steps', count });
const find = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const worker = new Worker(URL.createObjectURL(new Blob([built.worker], { type: 'text/javascript' })));
function order(what: Order): void {
  worker.postMessage(what);
}

let knobs: Knobs = fromAddress(location.hash);
let running = false;
let labelled: Labelled | undefined;
let snapshot: Snapshot | undefined;
let stepsASecond = 0;
let runShown = 0;
let failure: string | undefined;
let hovered: number | undefined;
let dragged: Boundary | undefined;
let stopAt = Infinity;
const curve = { steps: [] as number[], loss: [] as number[], gap: [] as number[] };
const sprite = new Image();
sprite.src = built.sprite;
const darkPage = matchMedia('(prefers-color-scheme: dark)');

const lastPerson = built.names.length - 1;
const personOf = (label: number): number => (label < knobs.people ? label : lastPerson);
const nameOf = (label: number): string => built.names[personOf(label)];
const colourOf = (label: number): string => {
  const colour = identityColour(personOf(label));
  return darkPage.matches ? tinted(colour, colour === '#4d4d4d' ? 0.45 : 0.85) : colour;
};
const faceOf = (label: number, picture = 0): { image: CanvasImageSource; x: number; y: number; side: number } => ({
  image: sprite,
  x: picture * built.side,
  y: personOf(label) * built.side,
  side: built.side,
});

// What happens to the knobs.

const panel = knobPanel(find('knobs'), (next) => turn(next));

function turn(next: Knobs): void {
  const restart = needsRestart(knobs, next);
  knobs = next;
  history.replaceState(null, '', `#${toAddress(knobs)}`);
  if (restart) restartRun();
  else order({ kind: 'change', knobs });
  panel.show(knobs);
  find<HTMLInputElement>('seed').value = String(knobs.seed);
  redraw();
}

function restartRun(): void {
  for (const list of Object.values(curve)) list.length = 0;
  snapshot = labelled = failure = hovered = dragged = undefined;
  order({ kind: 'start', knobs });
  if (running) order({ kind: 'steps', count: 1e9 });
}

function setRunning(value: boolean): void {
  running = value;
  find('run').textContent = running ? '❚❚ Pause' : '▶ Run';
  order({ kind: 'steps', count: running ? 1e9 : 0 });
}

find('run').onclick = () => {
  stopAt = Infinity;
  setRunning(!running);
};
find('step').onclick = () => {
  if (running) setRunning(false);
  order({ kind: 'steps', count: 1 });
};
find('reset').onclick = () => {
  setRunning(false);
  restartRun();
};
find<HTMLInputElement>('seed').onchange = ({ target }) => {
  const seed = Number((target as HTMLInputElement).value);
  turn(Number.isInteger(seed) && seed >= 0 && seed <= 999_999 ? { ...knobs, seed } : { ...knobs });
};
find('save').onclick = () => {
  const link = document.createElement('a');
  link.download = `margin-playground-${knobs.loss}-step-${snapshot?.step ?? 0}.png`;
  link.href = find<HTMLCanvasElement>('figure').toDataURL('image/png');
  link.click();
};
window.addEventListener('hashchange', () => {
  const next = fromAddress(location.hash);
  if (toAddress(next) !== toAddress(knobs)) turn(next);
});

// Tours: a state of the knobs and three sentences.

tours.forEach((tour, position) => {
  const button = document.createElement('button');
  button.textContent = `${position + 1}. ${tour.title}`;
  button.setAttribute('aria-pressed', 'false');
  button.onclick = () => {
    for (const other of find('tours').children) other.setAttribute('aria-pressed', String(other === button));
    find('tour-text').textContent = tour.text;
    find('tour-text').hidden = false;
    knobs = { ...knobs, seed: -1 }; // differs from every tour, so that the run starts again
    running = false;
    turn(fromAddress(tour.address));
    stopAt = tour.steps;
    setRunning(true);
  };
  find('tours').append(button);
});

// News from the worker.

worker.onmessage = ({ data }: { data: News }) => {
  if (data.kind === 'started') labelled = data;
  else if (data.kind === 'failed') {
    failure = data.sentence;
    running = false;
    find('run').textContent = '▶ Run';
  } else {
    ({ snapshot, stepsASecond } = data);
    runShown = data.run;
    if (snapshot.step > 0) {
      curve.steps.push(snapshot.step);
      curve.loss.push(snapshot.loss);
      curve.gap.push((snapshot.gap * 180) / Math.PI);
      if (curve.steps.length > 800) for (const list of Object.values(curve)) thin(list);
    }
    if (snapshot.step >= stopAt) {
      stopAt = Infinity;
      setRunning(false);
    }
  }
  redraw();
};

/** Leaves out every other point of the older half. */
function thin(list: number[]): void {
  const half = list.length >> 1;
  list.splice(0, half, ...list.slice(0, half).filter((_, index) => index % 2 === 0));
}

// Drawing, once a frame.

let planned = false;
function redraw(): void {
  if (planned) return;
  planned = true;
  requestAnimationFrame(() => {
    planned = false;
    draw();
  });
}

/** The pen of a canvas whose pixels are those of the screen. */
function pen(id: string): { context: CanvasRenderingContext2D; size: [number, number] } {
  const canvas = find<HTMLCanvasElement>(id);
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const context = canvas.getContext('2d')!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return { context, size: [width, height] };
}

function sceneOf(): Scene | undefined {
  if (!snapshot || !labelled || snapshot.weights.rows !== classesOf(knobs)) return undefined;
  const infeasible = tooLarge(knobs) !== undefined;
  return {
    ...labelled,
    snapshot,
    rule: ruleOf(knobs),
    infeasible,
    colourOf,
    face: faceOf,
    dark: darkPage.matches,
    hovered,
    dragged,
  };
}

function inkOf(): ChartInk {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  return { text: value('--faint'), line: value('--line'), own: value('--own'), other: value('--other') };
}

let spoken = 0;
function draw(): void {
  const warning = failure ?? tooLarge(knobs) ?? snapshot?.warning?.split(':')[0];
  find('mark').hidden = warning === undefined;
  if (find('mark').textContent !== (warning ?? '')) find('mark').textContent = warning ?? '';
  const scene = sceneOf();
  if (!scene || !snapshot) return;
  const figure = pen('figure');
  drawFigure(figure.context, figure.size[0], scene);
  find('ray-name').textContent = snapshot.hasWeights ? 'class weight' : 'mean direction of a class';
  const hasMargin = !['softmax', 'modified'].includes(scene.rule.kind);
  find('won-name').textContent = hasMargin ? 'won by the margin' : 'where a person wins';
  find('hatched-key').hidden = !hasMargin;
  find('wrong-key').hidden = knobs.noise === 0;
  find('band-key').hidden = knobs.noise > 0;
  const ink = inkOf();
  const histogram = pen('histogram');
  drawHistogram(
    histogram.context,
    histogram.size,
    classAngles(snapshot.embeddings, scene.truth, snapshot.weights),
    ink,
  );
  const [lossPen, gapPen] = [pen('loss-curve'), pen('gap-curve')];
  drawCurve(lossPen.context, lossPen.size, { steps: curve.steps, values: curve.loss, unit: '' }, ink.other, ink);
  drawCurve(
    gapPen.context,
    gapPen.size,
    { steps: curve.steps, values: curve.gap, unit: '°', zero: true },
    ink.own,
    ink,
  );
  const loss = Number.isFinite(snapshot.loss) ? snapshot.loss.toFixed(3) : '–';
  const gap = snapshot.gap > 0 ? degrees(snapshot.gap, 1) : `none, overlap ${degrees(-snapshot.gap, 1)}`;
  find('loss').textContent = loss;
  find('gap').textContent = gap;
  const speed = running ? `, ${Math.round(stepsASecond)} steps a second` : '';
  find('status').textContent = `Step ${snapshot.step}${speed}, ${snapshot.tensors} tensors`;
  Object.assign(document.body.dataset, {
    run: runShown,
    step: snapshot.step,
    gap: snapshot.gap,
    tensors: snapshot.tensors,
    rate: stepsASecond,
    running,
  });
  if (performance.now() - spoken > 3000) {
    spoken = performance.now();
    const said = `Step ${snapshot.step}, loss ${loss}, gap ${gap}`;
    find('spoken').textContent = said;
    find('figure').setAttribute(
      'aria-label',
      `Embeddings of ${classesOf(knobs)} people in the plane. ${said}. Arrow keys change the margin.`,
    );
  }
  showHovered(scene);
}

// Pointer and keys on the figure.

const canvas = find<HTMLCanvasElement>('figure');

function pointerOn(event: PointerEvent): { x: number; y: number; angle: number; radius: number } {
  const box = canvas.getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  const [dx, dy] = [x - box.width / 2, box.width / 2 - y];
  return { x, y, angle: Math.atan2(dy, dx), radius: Math.hypot(dx, dy) };
}

const turnBetween = (from: number, to: number): number => Math.atan2(Math.sin(to - from), Math.cos(to - from));

/** The boundary whose ray is under the pointer. */
function boundaryUnder(event: PointerEvent): Boundary | undefined {
  const scene = sceneOf();
  if (!scene) return undefined;
  const { angle, radius } = pointerOn(event);
  const reach = event.pointerType === 'touch' ? 22 : 10;
  if (radius < 20 || radius > canvas.clientWidth * 0.43) return undefined;
  const away = (boundary: Boundary): number => Math.abs(turnBetween(boundary.angle, angle)) * radius;
  const [nearest] = boundariesOf(scene.snapshot.weights, scene.rule).sort((a, b) => away(a) - away(b));
  return nearest && away(nearest) < reach ? nearest : undefined;
}

function setMargin(m: number): void {
  const range = panel.marginRange(knobs.loss);
  if (!range) return;
  const stepped = Math.round(m / range.step) * range.step;
  const limited = Number(Math.min(range.high, Math.max(range.low, stepped)).toFixed(4));
  if (limited !== knobs.m) turn({ ...knobs, m: limited });
}

canvas.addEventListener('pointerdown', (event) => {
  dragged = boundaryUnder(event);
  if (!dragged) return;
  canvas.setPointerCapture(event.pointerId);
  event.preventDefault();
  redraw();
});
canvas.addEventListener('pointermove', (event) => {
  if (!dragged) {
    hovered = pictureUnder(event);
    canvas.style.cursor = boundaryUnder(event) ? 'grab' : hovered === undefined ? 'default' : 'help';
    redraw();
    return;
  }
  canvas.style.cursor = 'grabbing';
  const { label, side } = dragged;
  const now = boundariesOf(snapshot!.weights, ruleOf(knobs)).find((each) => each.label === label && each.side === side);
  if (!now) return;
  dragged = now;
  const own = side * turnBetween(now.weight, pointerOn(event).angle);
  const rule = ruleThrough(ruleOf(knobs), own, now.between - own);
  setMargin('m' in rule ? rule.m : 'margin' in rule ? rule.margin : 'm2' in rule ? rule.m2 : knobs.m);
});
for (const name of ['pointerup', 'pointercancel'] as const) {
  canvas.addEventListener(name, () => {
    dragged = undefined;
    redraw();
  });
}
canvas.addEventListener('pointerleave', () => {
  hovered = undefined;
  redraw();
});
canvas.addEventListener('keydown', ({ key }) => {
  const range = panel.marginRange(knobs.loss);
  const by = key === 'ArrowRight' || key === 'ArrowUp' ? 1 : key === 'ArrowLeft' || key === 'ArrowDown' ? -1 : 0;
  if (range && by !== 0) setMargin(knobs.m + by * Math.max(range.step, (range.high - range.low) / 50));
  if (key === ' ') find('run').click();
});

function pictureUnder(event: PointerEvent): number | undefined {
  const scene = sceneOf();
  if (!scene) return undefined;
  const { x, y } = pointerOn(event);
  const { place } = geometry(canvas.clientWidth, scene.snapshot.embeddings);
  let [best, distance] = [-1, 13];
  for (let row = 0; row < scene.truth.length; row++) {
    const [px, py] = place(row);
    const away = Math.hypot(px - x, py - y);
    if (away < distance) [best, distance] = [row, away];
  }
  return best < 0 ? undefined : best;
}

/** The face of the picture under the pointer, its angles and target, and who is nearest to it. */
function showHovered({ snapshot, truth, labels, rule }: Scene): void {
  const box = find('hover');
  box.hidden = hovered === undefined || hovered >= truth.length;
  if (box.hidden) return;
  const row = hovered!;
  const { embeddings, weights } = snapshot;
  const label = labels[row];
  const angles = Array.from({ length: weights.rows }, (_, j) =>
    angleBetween(rowOf(embeddings, row), rowOf(weights, j)),
  );
  const other = angles
    .map((_, j) => j)
    .filter((j) => j !== label)
    .sort((a, b) => angles[a] - angles[b])[0];
  const near = Array.from(truth.keys())
    .filter((index) => index !== row)
    .map((index) => ({ index, away: angleBetween(rowOf(embeddings, row), rowOf(embeddings, index)) }))
    .sort((a, b) => a.away - b.away)
    .slice(0, 4);
  const [x, y] = geometry(canvas.clientWidth, embeddings).place(row);
  box.style.left = x > canvas.clientWidth / 2 ? '' : `${x + 16}px`;
  box.style.right = x > canvas.clientWidth / 2 ? `${canvas.clientWidth - x + 16}px` : '';
  box.style.top = `${Math.min(y, canvas.clientHeight * 0.62)}px`;
  const terms =
    rule.kind === 'softmax'
      ? ''
      : `<br>own ${targetLogit(angles[label], rule).toFixed(2)} against ${Math.cos(angles[other]).toFixed(2)}`;
  box.innerHTML =
    `<div class="who"><span class="face"></span><div><b>${nameOf(truth[row])}</b>` +
    `${label === truth[row] ? '' : `, labelled ${nameOf(label)}`}<br>own angle ${degrees(angles[label])}, ` +
    `to ${nameOf(other)} ${degrees(angles[other])}${terms}</div></div><div class="near">nearest</div>`;
  box.querySelector('.face')!.replaceWith(miniature(truth[row], row));
  for (const { index } of near) box.querySelector('.near')!.append(miniature(truth[index], index));
}

function miniature(label: number, row: number): HTMLCanvasElement {
  const small = document.createElement('canvas');
  small.width = small.height = built.side;
  const { image, x, y, side } = faceOf(label, row % built.descriptors.picturesEach);
  small.getContext('2d')!.drawImage(image, x, y, side, side, 0, 0, side, side);
  return small;
}

// The start.

sprite.onload = redraw;
window.addEventListener('resize', redraw);
darkPage.addEventListener('change', redraw);
const { values, picturesEach } = built.descriptors;
order({
  kind: 'data',
  descriptors: { values: { ...values, values: Float32Array.from(values.values) }, picturesEach },
});
panel.show(knobs);
find<HTMLInputElement>('seed').value = String(knobs.seed);
restartRun();
