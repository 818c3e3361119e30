import { feasibleMargin } from '../src/plots/parts/decision-rules';
import { classesOf, losses, marginsOf, ruleOf, withLoss, type Knobs, type LossName, type MarginRange } from './knobs';

/** A panel of knobs. */
export interface Panel {
  show(knobs: Knobs): void;
  /** The slider of the margin that the figure drags, if the loss has one. */
  marginRange(loss: LossName): MarginRange | undefined;
}

interface Slider {
  name: 'm' | 'm1' | 'm3' | 'scale' | 'rate' | 'batch' | 'noise' | 'people';
  label: string;
  low: number;
  high: number;
  step: number;
  /** The slider moves evenly in the logarithm. */
  log?: boolean;
  text: (value: number, knobs: Knobs) => string;
}

const sliders: Slider[] = [
  { name: 'scale', label: 'scale s', low: 1, high: 64, step: 1, text: String },
  {
    name: 'rate',
    label: 'learning rate',
    low: 0.001,
    high: 0.3,
    step: 0.01,
    log: true,
    text: (value) => value.toPrecision(2),
  },
  { name: 'batch', label: 'batch', low: 8, high: 64, step: 8, text: String },
  {
    name: 'noise',
    label: 'wrong labels',
    low: 0,
    high: 0.5,
    step: 0.05,
    text: (value) => `${Math.round(100 * value)} %`,
  },
  { name: 'people', label: 'people', low: 2, high: 7, step: 1, text: (_, knobs) => String(classesOf(knobs)) },
];

const scaled: LossName[] = ['cosface', 'arcface', 'combined', 'subcenter', 'boundaryface', 'groupface'];

/** Builds the knobs in an element; `turn` is called with the knobs after every move. */
export function knobPanel(element: HTMLElement, turn: (knobs: Knobs) => void): Panel {
  let now: Knobs;
  let shownFor: LossName | undefined;
  const updates: (() => void)[] = [];

  const build = (): void => {
    element.replaceChildren();
    updates.length = 0;
    addLoss();
    for (const [name, range] of Object.entries(marginsOf(now.loss))) {
      const text = (value: number, knobs: Knobs): string => marginText(value, name, knobs);
      addSlider({ ...range, name: name as 'm', text });
    }
    for (const slider of sliders) if (slider.name !== 'scale' || scaled.includes(now.loss)) addSlider(slider);
    addCheck('lookAlike', 'with Elin, who looks like Alma');
    addCheck('sphere', 'three numbers, on a sphere');
  };

  const addLoss = (): void => {
    const label = document.createElement('label');
    label.innerHTML = '<span>loss</span>';
    const select = document.createElement('select');
    select.id = 'loss-name';
    for (const [value, { name }] of Object.entries(losses)) select.add(new Option(name, value));
    select.onchange = () => turn(withLoss(now, select.value as LossName));
    updates.push(() => (select.value = now.loss));
    label.append(select);
    element.append(label);
  };

  const addSlider = ({ name, label: text, low, high, step, log, text: shown }: Slider): void => {
    const label = document.createElement('label');
    const [caption, input] = [document.createElement('span'), document.createElement('input')];
    const value = document.createElement('output');
    caption.append(text, value);
    Object.assign(input, { type: 'range', id: `knob-${name}` });
    Object.assign(input, log ? { min: Math.log(low), max: Math.log(high), step: 0.01 } : { min: low, max: high, step });
    input.oninput = () => {
      const moved = log ? Number(Math.exp(Number(input.value)).toPrecision(2)) : Number(input.value);
      turn({ ...now, [name]: Math.min(high, Math.max(low, moved)) });
    };
    updates.push(() => {
      input.value = String(log ? Math.log(now[name]) : now[name]);
      value.textContent = shown(now[name], now);
      input.setAttribute('aria-valuetext', value.textContent);
    });
    label.append(caption, input);
    element.append(label);
  };

  const addCheck = (name: 'lookAlike' | 'sphere', text: string): void => {
    const label = document.createElement('label');
    label.className = 'check';
    const input = document.createElement('input');
    Object.assign(input, { type: 'checkbox', id: `knob-${name}` });
    input.onchange = () => turn({ ...now, [name]: input.checked });
    updates.push(() => (input.checked = now[name]));
    label.append(input, text);
    element.append(label);
  };

  return {
    show: (knobs) => {
      now = knobs;
      if (shownFor !== knobs.loss) build();
      shownFor = knobs.loss;
      updates.forEach((update) => update());
    },
    marginRange: (loss) => marginsOf(loss).m,
  };
}

/** The margin in its unit, and what a circle leaves room for. */
function marginText(value: number, name: string, knobs: Knobs): string {
  const rule = ruleOf(knobs);
  if (name !== 'm') return value.toFixed(2);
  if (rule.kind === 'sphereface') return String(value);
  const room =
    !knobs.sphere && (rule.kind === 'arcface' || rule.kind === 'cosface')
      ? feasibleMargin(rule.kind, classesOf(knobs))
      : undefined;
  const inDegrees = (angle: number): string => `${Math.round((angle * 180) / Math.PI)}°`;
  if (rule.kind === 'arcface') {
    return `${value.toFixed(2)} = ${inDegrees(value)}${room === undefined ? '' : ` of ${inDegrees(room)}`}`;
  }
  return `${value.toFixed(2)}${room === undefined ? '' : ` of ${room.toFixed(2)}`}`;
}
