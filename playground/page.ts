import { rowOf } from '../src/base/matrix';
import { classAngles, degrees } from '../src/plots/parts/angles';
import { ruleThrough } from '../src/plots/parts/decision-rules';
import { identityColour, tinted } from '../src/plots/parts/theme';
import { drawCurve, drawHistogram, type ChartInk } from './charts';
import { boundariesOf, drawFigure, geometry, type Boundary, type Scene } from './figure';
import { tellOf } from './hover';
import { classesOf, fromAddress, losses, needsRestart, ruleOf, toAddress, tooLarge, type Knobs } from './knobs';
import { liveRun, type LiveRun } from './live-run';
import { knobPanel } from './panel';
import { record, type Recording } from './record';
import { drawSphere, placeOnSphere, type View } from './sphere';
import { tours } from './tours';

/** What the build puts into the page. */
interface Built {
  names: string[];
  descriptors: { values: { values: number[]; rows: number; columns: number }; picturesEach: number };
  sprite: string;
  side: number;
  worker: string;
}

const built = (window as unknown as { playground: Built & { steps?: (count: number) => void } }).playground;
const find = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const { values, picturesEach } = built.descriptors;
const descriptors = { values: { ...values, values: Float32Array.from(values.values) }, picturesEach };
const runOf = (knobs: Knobs): LiveRun => liveRun(built.worker, descriptors, knobs, () => hear());

/** What the address asks for: the knobs, and those of a run beside, if any. */
function asked(): { knobs: Knobs; beside?: Knobs } {
  const [own, other] = location.hash.split('|');
  return { knobs: fromAddress(own), ...(other !== undefined && { beside: fromAddress(other) }) };
}

const main = runOf(asked().knobs);
/** A run that was kept to be compared with: it goes as far as the other. */
let beside: LiveRun | undefined;
let running = false;
let hovered: number | undefined;
let dragged: Boundary | undefined;
let turning: { x: number; y: number } | undefined;
let stopAt = Infinity;
let recording: Recording | undefined;
const view: View = { turn: 0.6, tilt: 0.35 };
// For scripts and tests: so many steps, and no more.
built.steps = (count) => train(count);
const sprite = new Image();
sprite.src = built.sprite;
const darkPage = matchMedia('(prefers-color-scheme: dark)');

const stillPage = matchMedia('(prefers-reduced-motion: reduce)');

const lastPerson = built.names.length - 1;
const personOf = (label: number): number => (label < main.knobs.people ? label : lastPerson);
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
  const [restart, others] = [needsRestart(main.knobs, next), needsOthers(main.knobs, next)];
  if (beside && others) keepBeside(undefined);
  if (restart) restartRun(next);
  else main.change(next);
  show();
}

/** Runs are compared on the same people, in the same number of dimensions. */
function needsOthers(from: Knobs, to: Knobs): boolean {
  return (['people', 'lookAlike', 'sphere', 'seed'] as const).some((name) => from[name] !== to[name]);
}

function show(): void {
  const other = beside ? `|${toAddress(beside.knobs)}` : '';
  writeAddress(`#${toAddress(main.knobs)}${other}`);
  panel.show(main.knobs);
  find<HTMLInputElement>('seed').value = String(main.knobs.seed);
  redraw();
}

/** A page that is shown inside of another, as JupyterLab does it, may have no address that it can change: it plays without. */
function writeAddress(address: string): void {
  try {
    history.replaceState(null, '', address);
  } catch {
    // The state is not in the address then; nothing else depends on it.
  }
}

function restartRun(knobs: Knobs): void {
  hovered = dragged = undefined;
  main.restart(knobs);
  beside?.restart(beside.knobs);
  if (running) train(1e9);
}

function train(count: number): void {
  main.steps(count);
  beside?.steps(count);
}

function setRunning(value: boolean): void {
  running = value;
  find('run').textContent = running ? '❚❚ Pause' : '▶ Run';
  train(running ? 1e9 : 0);
  redraw();
}

/** Puts a run with these knobs beside the one that is played with, both from their first step; without knobs, takes it away. */
function keepBeside(knobs: Knobs | undefined): void {
  beside?.close();
  beside = knobs && runOf(knobs);
  document.body.classList.toggle('compared', beside !== undefined);
  find('beside-frame').hidden = beside === undefined;
  find('compare').textContent = beside ? 'Remove the run beside' : 'Compare';
  if (beside) restartRun(main.knobs);
}

find('compare').onclick = () => {
  keepBeside(beside ? undefined : { ...main.knobs });
  show();
};
find('run').onclick = () => {
  stopAt = Infinity;
  setRunning(!running);
};
find('step').onclick = () => {
  if (running) setRunning(false);
  train(1);
};
find('reset').onclick = () => {
  setRunning(false);
  restartRun(main.knobs);
};
find<HTMLInputElement>('seed').onchange = ({ target }) => {
  const seed = Number((target as HTMLInputElement).value);
  const isSeed = Number.isInteger(seed) && seed >= 0 && seed <= 999_999;
  turn(isSeed ? { ...main.knobs, seed } : main.knobs);
};
function download(name: string, address: string): void {
  const link = document.createElement('a');
  link.download = `margin-playground-${main.knobs.loss}-step-${main.snapshot?.step ?? 0}.${name}`;
  link.href = address;
  link.click();
}

find('save').onclick = () => download('png', find<HTMLCanvasElement>('figure').toDataURL('image/png'));

const figures = (): HTMLCanvasElement[] =>
  ['figure', ...(beside ? ['beside'] : [])].map((id) => find<HTMLCanvasElement>(id));

find('record').onclick = () => {
  if (recording) {
    const address = URL.createObjectURL(recording.stop());
    recording = undefined;
    download('gif', address);
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } else {
    const back = (): string => getComputedStyle(document.body).backgroundColor;
    recording = record(figures, back, () => find('record').click());
  }
  find('record').textContent = recording ? '■ Save GIF' : '● Record GIF';
  find('record').setAttribute('aria-pressed', String(recording !== undefined));
};

/** What the address says, also when somebody else changes it. */
function follow(): void {
  const wanted = asked();
  if (toAddress(wanted.knobs) !== toAddress(main.knobs)) turn(wanted.knobs);
  const other = wanted.beside && toAddress(wanted.beside);
  if (other !== (beside && toAddress(beside.knobs))) keepBeside(wanted.beside);
  show();
}
window.addEventListener('hashchange', follow);

// Tours: a state of the knobs and three sentences.

tours.forEach((tour, position) => {
  const button = document.createElement('button');
  button.textContent = `${position + 1}. ${tour.title}`;
  button.setAttribute('aria-pressed', 'false');
  button.onclick = () => {
    for (const other of find('tours').children) other.setAttribute('aria-pressed', String(other === button));
    find('tour-text').textContent = tour.text;
    find('tour-text').hidden = false;
    running = false;
    keepBeside(undefined);
    restartRun(fromAddress(tour.address));
    show();
    stopAt = tour.steps;
    setRunning(true);
  };
  find('tours').append(button);
});

// News from a worker.

function hear(): void {
  if (main.failure !== undefined && running) {
    running = false;
    find('run').textContent = '▶ Run';
  }
  if (main.snapshot && main.snapshot.step >= stopAt) {
    stopAt = Infinity;
    setRunning(false);
  }
  redraw();
}

// Drawing, once a frame.

let planned = false;
function redraw(): void {
  if (planned) return;
  planned = true;
  requestAnimationFrame(() => {
    planned = false;
    draw();
    if (!main.knobs.sphere || !running || turning || stillPage.matches) return;
    view.turn += 0.006;
    redraw();
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

function sceneOf({ snapshot, labelled, knobs }: LiveRun): Scene | undefined {
  const dim = main.knobs.sphere ? 3 : 2;
  if (!snapshot || !labelled || snapshot.weights.rows !== classesOf(main.knobs) || snapshot.weights.columns !== dim)
    return undefined;
  return {
    ...labelled,
    snapshot,
    rule: ruleOf(knobs),
    infeasible: tooLarge(knobs) !== undefined,
    colourOf,
    face: faceOf,
    dark: darkPage.matches,
  };
}

/** The scene that is played with. */
function mainScene(): Scene | undefined {
  const scene = sceneOf(main);
  return scene && { ...scene, hovered, dragged };
}

function drawScene(id: string, scene: Scene): void {
  const { context, size } = pen(id);
  if (main.knobs.sphere) drawSphere(context, size[0], scene, view);
  else drawFigure(context, size[0], scene);
}

/** Where a picture lies on the figure; on the back of the sphere it is not in front. */
function placeOf({ snapshot: { embeddings } }: Scene, row: number): { x: number; y: number; front: boolean } {
  const size = canvas.clientWidth;
  if (main.knobs.sphere) return placeOnSphere(size, rowOf(embeddings, row), view);
  const [x, y] = geometry(size, embeddings).place(row);
  return { x, y, front: true };
}

const gapText = (gap: number): string => (gap > 0 ? degrees(gap, 1) : `none, overlap ${degrees(-gap, 1)}`);

function drawBeside(): void {
  const scene = beside && sceneOf(beside);
  if (!beside || !scene) return;
  drawScene('beside', scene);
  const { step, gap } = scene.snapshot;
  find('beside-name').textContent = `Kept: ${losses[beside.knobs.loss].name}, step ${step}, gap ${gapText(gap)}`;
  find('beside-name').title = toAddress(beside.knobs);
}

function inkOf(): ChartInk {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  return { text: value('--faint'), line: value('--line'), own: value('--own'), other: value('--other') };
}

let spoken = 0;
function draw(): void {
  const { knobs, snapshot, curve } = main;
  const warning = main.failure ?? tooLarge(knobs) ?? snapshot?.warning?.split(':')[0];
  find('mark').hidden = warning === undefined;
  if (find('mark').textContent !== (warning ?? '')) find('mark').textContent = warning ?? '';
  drawBeside();
  const scene = mainScene();
  if (!scene || !snapshot) return;
  drawScene('figure', scene);
  find('main-name').textContent = `${losses[knobs.loss].name}, step ${snapshot.step}, gap ${gapText(snapshot.gap)}`;
  showLegend(scene);
  const ink = inkOf();
  const histogram = pen('histogram');
  const angles = classAngles(snapshot.embeddings, scene.truth, snapshot.weights);
  drawHistogram(histogram.context, histogram.size, angles, ink);
  const [lossPen, gapPen] = [pen('loss-curve'), pen('gap-curve')];
  const other = beside?.curve;
  const series = (name: 'loss' | 'gap') => ({
    steps: curve.steps,
    values: curve[name],
    ...(other && { beside: { steps: other.steps, values: other[name] } }),
  });
  drawCurve(lossPen.context, lossPen.size, { ...series('loss'), unit: '' }, ink.other, ink);
  drawCurve(gapPen.context, gapPen.size, { ...series('gap'), unit: '°', zero: true }, ink.own, ink);
  const loss = Number.isFinite(snapshot.loss) ? snapshot.loss.toFixed(3) : '–';
  const gap = gapText(snapshot.gap);
  find('loss').textContent = loss;
  find('gap').textContent = gap;
  const speed = running ? `, ${Math.round(main.stepsASecond)} steps a second` : '';
  find('status').textContent = `Step ${snapshot.step}${speed}, ${snapshot.tensors} tensors`;
  Object.assign(document.body.dataset, {
    run: main.run,
    step: snapshot.step,
    gap: snapshot.gap,
    tensors: snapshot.tensors,
    rate: main.stepsASecond,
    running,
    besideStep: beside?.snapshot?.step ?? '',
    besideGap: beside?.snapshot?.gap ?? '',
  });
  if (performance.now() - spoken > 3000) {
    spoken = performance.now();
    const said = `Step ${snapshot.step}, loss ${loss}, gap ${gap}`;
    find('spoken').textContent = said;
    const where = knobs.sphere ? 'on a sphere. Arrow keys turn it' : 'in the plane. Arrow keys change the margin';
    find('figure').setAttribute('aria-label', `Embeddings of ${classesOf(knobs)} people ${where}. ${said}.`);
  }
  showHovered(scene);
}

function showLegend({ rule, snapshot }: Scene): void {
  document.body.classList.toggle('sphere', main.knobs.sphere);
  find('ray-name').textContent = snapshot.hasWeights ? 'class weight' : 'mean direction of a class';
  const hasMargin = !['softmax', 'modified'].includes(rule.kind);
  find('won-name').textContent = hasMargin ? 'won by the margin' : 'where a person wins';
  find('hatched-key').hidden = !hasMargin;
  find('wrong-key').hidden = main.knobs.noise === 0;
  find('band-key').hidden = main.knobs.noise > 0 || main.knobs.sphere;
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
  const scene = main.knobs.sphere ? undefined : mainScene();
  if (!scene) return undefined;
  const { angle, radius } = pointerOn(event);
  const reach = event.pointerType === 'touch' ? 22 : 10;
  if (radius < 20 || radius > canvas.clientWidth * 0.43) return undefined;
  const away = (boundary: Boundary): number => Math.abs(turnBetween(boundary.angle, angle)) * radius;
  const [nearest] = boundariesOf(scene.snapshot.weights, scene.rule).sort((a, b) => away(a) - away(b));
  return nearest && away(nearest) < reach ? nearest : undefined;
}

function setMargin(m: number): void {
  const range = panel.marginRange(main.knobs.loss);
  if (!range) return;
  const stepped = Math.round(m / range.step) * range.step;
  const limited = Number(Math.min(range.high, Math.max(range.low, stepped)).toFixed(4));
  if (limited !== main.knobs.m) turn({ ...main.knobs, m: limited });
}

canvas.addEventListener('pointerdown', (event) => {
  dragged = boundaryUnder(event);
  if (main.knobs.sphere) turning = { x: event.clientX, y: event.clientY };
  if (!dragged && !turning) return;
  canvas.setPointerCapture(event.pointerId);
  event.preventDefault();
  redraw();
});
canvas.addEventListener('pointermove', (event) => {
  if (turning) {
    turnSphere((event.clientX - turning.x) / 150, (event.clientY - turning.y) / 150);
    turning = { x: event.clientX, y: event.clientY };
    return;
  }
  if (!dragged) {
    hovered = pictureUnder(event);
    const isGrip = main.knobs.sphere || boundaryUnder(event) !== undefined;
    canvas.style.cursor = hovered !== undefined && !boundaryUnder(event) ? 'help' : isGrip ? 'grab' : 'default';
    redraw();
    return;
  }
  canvas.style.cursor = 'grabbing';
  const { label, side } = dragged;
  const now = boundariesOf(main.snapshot!.weights, ruleOf(main.knobs)).find(
    (each) => each.label === label && each.side === side,
  );
  if (!now) return;
  dragged = now;
  const own = side * turnBetween(now.weight, pointerOn(event).angle);
  const rule = ruleThrough(ruleOf(main.knobs), own, now.between - own);
  setMargin('m' in rule ? rule.m : 'margin' in rule ? rule.margin : 'm2' in rule ? rule.m2 : main.knobs.m);
});
for (const name of ['pointerup', 'pointercancel'] as const) {
  canvas.addEventListener(name, () => {
    dragged = turning = undefined;
    redraw();
  });
}
canvas.addEventListener('pointerleave', () => {
  hovered = undefined;
  redraw();
});
function turnSphere(right: number, down: number): void {
  view.turn -= right;
  view.tilt = Math.max(-1.5, Math.min(1.5, view.tilt + down));
  redraw();
}

const arrows: Record<string, [right: number, up: number]> = {
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, -1],
};

canvas.addEventListener('keydown', (event) => {
  if (event.key === ' ') find('run').click();
  const arrow = arrows[event.key];
  if (event.key !== ' ' && !arrow) return;
  event.preventDefault();
  if (!arrow) return;
  const range = panel.marginRange(main.knobs.loss);
  if (main.knobs.sphere) turnSphere(0.15 * arrow[0], -0.15 * arrow[1]);
  else if (range) setMargin(main.knobs.m + (arrow[0] + arrow[1]) * Math.max(range.step, (range.high - range.low) / 50));
});

function pictureUnder(event: PointerEvent): number | undefined {
  const scene = mainScene();
  if (!scene) return undefined;
  const { x, y } = pointerOn(event);
  let [best, distance] = [-1, 13];
  for (let row = 0; row < scene.truth.length; row++) {
    const place = placeOf(scene, row);
    const away = place.front ? Math.hypot(place.x - x, place.y - y) : Infinity;
    if (away < distance) [best, distance] = [row, away];
  }
  return best < 0 ? undefined : best;
}

function showHovered(scene: Scene): void {
  const box = find('hover');
  box.hidden = hovered === undefined || hovered >= scene.truth.length;
  if (box.hidden) return;
  const row = hovered!;
  const { x, y } = placeOf(scene, row);
  tellOf(row, scene, { box, place: { x, y: y + canvas.offsetTop }, size: canvas.clientWidth, nameOf, miniature });
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
if (asked().beside) keepBeside(asked().beside);
show();
