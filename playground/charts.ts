/** Ink of the small charts. */
export interface ChartInk {
  text: string;
  line: string;
  own: string;
  other: string;
}

/** Angles in radians to the own (filled) and to the nearest other class (outlined and hatched), 0 … 180°. */
export function drawHistogram(
  context: CanvasRenderingContext2D,
  [width, height]: [number, number],
  { own, nearestOther }: { own: ArrayLike<number>; nearestOther: ArrayLike<number> },
  ink: ChartInk,
): void {
  const bins = 60;
  const count = (angles: ArrayLike<number>): number[] => {
    const counts = new Array<number>(bins).fill(0);
    for (const angle of Array.from(angles)) counts[Math.min(bins - 1, Math.floor((angle / Math.PI) * bins))]++;
    return counts;
  };
  const series = [
    { counts: count(nearestOther), colour: ink.other, alpha: 0.55 },
    { counts: count(own), colour: ink.own, alpha: 0.75 },
  ];
  const most = Math.max(...series.flatMap(({ counts }) => counts), 1);
  const bottom = height - 18;
  context.clearRect(0, 0, width, height);
  for (const { counts, colour, alpha } of series) {
    context.fillStyle = context.strokeStyle = colour;
    counts.forEach((value, bin) => {
      if (value === 0) return;
      const [x, w, h] = [(bin * width) / bins, width / bins, ((bottom - 6) * value) / most];
      context.globalAlpha = alpha;
      context.fillRect(x, bottom - h, w, h);
      context.globalAlpha = 1;
      context.strokeRect(x, bottom - h, w, h);
    });
  }
  axisLine(context, bottom, width, ink);
  for (const tick of [0, 45, 90, 135, 180]) {
    context.textAlign = tick === 0 ? 'left' : tick === 180 ? 'right' : 'center';
    context.fillText(`${tick}°`, (tick / 180) * width, height - 4);
  }
}

interface Series {
  steps: number[];
  values: number[];
}

/** A curve over steps, and one `beside` it, dashed, on the same axes; `zero` draws a line at 0. */
export function drawCurve(
  context: CanvasRenderingContext2D,
  [width, height]: [number, number],
  { steps, values, beside, unit, zero = false }: Series & { beside?: Series; unit: string; zero?: boolean },
  colour: string,
  ink: ChartInk,
): void {
  const bottom = height - 18;
  context.clearRect(0, 0, width, height);
  axisLine(context, bottom, width, ink);
  if (values.length === 0) return;
  const last = Math.max(steps[steps.length - 1], beside?.steps.at(-1) ?? 0, 50);
  const finite = [...values, ...(beside?.values ?? [])].filter(Number.isFinite);
  let [low, high] = [Math.min(0, ...finite), Math.max(zero ? 5 : 0.1, ...finite)];
  // One early peak must not flatten what follows.
  if (low < -90) low = -90;
  high *= 1.05;
  const y = (value: number): number => 4 + ((high - Math.max(low, value)) / (high - low)) * (bottom - 8);
  if (zero) {
    context.strokeStyle = ink.line;
    context.setLineDash([4, 4]);
    context.beginPath();
    context.moveTo(0, y(0));
    context.lineTo(width, y(0));
    context.stroke();
    context.setLineDash([]);
  }
  context.strokeStyle = colour;
  context.lineWidth = 2;
  const line = (series: Series, dash: number[]): void => {
    context.setLineDash(dash);
    context.beginPath();
    series.values.forEach((value, index) => context.lineTo((series.steps[index] / last) * width, y(value)));
    context.stroke();
    context.setLineDash([]);
  };
  line({ steps, values }, []);
  if (beside) line(beside, [3, 4]);
  context.fillStyle = ink.text;
  context.textAlign = 'left';
  context.fillText(`${high.toPrecision(2)}${unit}`, 2, 12);
  context.textAlign = 'right';
  context.fillText(`step ${steps[steps.length - 1]}`, width, height - 4);
}

function axisLine(context: CanvasRenderingContext2D, bottom: number, width: number, ink: ChartInk): void {
  context.strokeStyle = ink.line;
  context.fillStyle = ink.text;
  context.lineWidth = 1;
  context.font = '12px "DejaVu Sans", sans-serif';
  context.beginPath();
  context.moveTo(0, bottom + 0.5);
  context.lineTo(width, bottom + 0.5);
  context.stroke();
}
