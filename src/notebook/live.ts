import { centredMean, lateMean } from '../plots/parts/running-mean';
import { trainingCurves, type ChanceLine } from '../plots/runs/training-curves';
import { colours } from '../plots/parts/theme';
import type { FitResult, Progress } from '../training/fit';
import { displayInPlace } from './display';
import { interruptible } from './interrupt';
import { escaped, show, showMarkdown } from './show';

/** Options that let training be watched and stopped: spread them into `fit`'s options. */
export interface Watch {
  signal: AbortSignal;
  onStep: (progress: Progress) => void;
}

/** The part of `fit`'s result that is read here. */
type Trained = Pick<FitResult, 'history' | 'stepsDone' | 'ended'>;

interface LiveOptions {
  title?: string;
  /** Milliseconds between two redraws. */
  every?: number;
  /** What guessing reaches, drawn as dotted lines in the figure at the end. */
  chance?: ChanceLine[];
  /** Whether the figure stays at the end; `false` where a later cell draws several runs together. */
  curves?: boolean;
}

/**
 * Trains in a notebook: a loss curve grows below the cell, the stop button ends training and keeps the weights, and at
 * the end the curve gives way to the figure of {@link trainingCurves}.
 *
 *     const { history } = await liveTraining((watch) => fit(model, batches, { loss, steps, learningRate, ...watch }));
 */
export async function liveTraining<R extends Trained>(
  run: (watch: Watch) => Promise<R>,
  { title = 'Training', every = 300, chance, curves = true }: LiveOptions = {},
): Promise<R> {
  const place = displayInPlace({ 'text/html': progressHTML(title, 0, 'starting') });
  let drawn = 0;
  let latest: Progress | undefined;
  const onStep = (progress: Progress): void => {
    latest = progress;
    const now = performance.now();
    if (now - drawn < every) return;
    drawn = now;
    place.replace({ 'text/html': liveCurve(title, progress) });
  };
  try {
    const result = await interruptible((signal) => run({ signal, onStep }));
    place.replace({ 'text/html': '' });
    if (curves && result.history.loss.length > 0) show(trainingCurves(result.history, { title, chance }));
    if (result.ended === 'interrupted') {
      showMarkdown(
        `Stopped after step ${result.stepsDone}${latest === undefined ? '' : ` of ${latest.steps}`}; the weights are kept.`,
      );
    }
    for (const warning of result.history.warnings) showMarkdown(`**Note.** ${warning}`);
    return result;
  } catch (error) {
    place.replace({ 'text/html': latest === undefined ? '' : liveCurve(title, latest) });
    throw error;
  }
}

/** A bar for other long work; see {@link liveProgress}. */
export interface LiveProgress {
  signal: AbortSignal;
  /** `done` of `total`, with a word on what is being done. */
  update(done: number, total: number, text?: string): void;
}

/** Shows a bar while the work runs and takes it away afterwards; the stop button aborts the work's signal. */
export async function liveProgress<T>(
  title: string,
  work: (progress: LiveProgress) => Promise<T>,
  every = 200,
): Promise<T> {
  const place = displayInPlace({ 'text/html': progressHTML(title, 0, '') });
  let drawn = performance.now();
  try {
    return await interruptible((signal) =>
      work({
        signal,
        update: (done, total, text = '') => {
          const now = performance.now();
          if (now - drawn < every) return;
          drawn = now;
          place.replace({ 'text/html': progressHTML(title, done / total, `${done} of ${total} ${text}`) });
        },
      }),
    );
  } finally {
    place.replace({ 'text/html': '' });
  }
}

/**
 * A bar for training, counted in steps, for runs that a later cell draws together: {@link liveProgress} in place of
 * {@link liveTraining}. The stop button aborts the signal; what then comes back is up to the training, `fit` returns what it has.
 *
 *     const run = await liveSteps('CosFace', (watch) => trainToy(method, faces, settings, { seed, ...watch }));
 */
export function liveSteps<T>(title: string, train: (watch: Watch) => Promise<T>): Promise<T> {
  return liveProgress(title, ({ signal, update }) =>
    train({ signal, onStep: ({ step, steps }) => update(step, steps) }),
  );
}

/** A loss curve as inline SVG: it redraws in place, which a Plotly figure does not. */
export function liveCurve(title: string, { step, steps, history, secondsLeft }: Progress): string {
  const [width, height] = [560, 120];
  const values = centredMean(history.loss);
  const finite = history.loss.filter(Number.isFinite);
  const top = Math.max(...finite, 1e-9);
  const stride = Math.max(1, Math.ceil(values.length / 280));
  const polyline = (numbers: number[], colour: string, strokeWidth: number): string => {
    const points = numbers
      .map((value, index) => [(width * (index + 1)) / steps, height * (1 - Math.min(1, value / top))])
      .filter((_, index) => index % stride === 0 || index === numbers.length - 1)
      .map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`);
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="${strokeWidth}"/>`;
  };
  const last = (name: string): string => {
    const metric = history.metrics[name];
    return metric === undefined || metric.length === 0 ? '' : ` · ${name} ${(100 * lateMean(metric)).toFixed(0)} %`;
  };
  const text = `step ${step} of ${steps} · loss ${lateMean(history.loss).toFixed(3)}${last('accuracy')} · ${duration(secondsLeft)} left`;
  return `${progressHTML(title, step / steps, text)}<svg width="${width}" height="${height}" viewBox="0 -4 ${width} ${height + 8}" style="max-width:100%;border-left:1px solid #8a919c;border-bottom:1px solid #8a919c">${polyline(history.loss, '#efb796', 1)}${polyline(values, colours.different, 2)}</svg>`;
}

function progressHTML(title: string, share: number, text: string): string {
  const percent = (100 * Math.min(1, share)).toFixed(1);
  return `<div style="max-width:560px;font-size:13px"><b>${escaped(title)}</b> <span>${escaped(text)}</span><div style="height:5px;background:#e8eaee;margin:4px 0"><div style="height:5px;width:${percent}%;background:${colours.same}"></div></div></div>`;
}

function duration(seconds: number): string {
  if (Number.isFinite(seconds) === false) return 'unknown time';
  const whole = Math.round(seconds);
  return whole < 90 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
