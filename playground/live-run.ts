import type { Knobs } from './knobs';
import type { Descriptors, Labelled, Snapshot } from './training';
import type { News, Order } from './worker';

/** A run in a worker of its own, and what it has said last. */
export interface LiveRun {
  knobs: Knobs;
  labelled?: Labelled;
  snapshot?: Snapshot;
  stepsASecond: number;
  /** Counts the runs of this worker. */
  run: number;
  failure?: string;
  curve: Curve;
  /** Starts again from the first step; nothing is trained before it is told how many steps. */
  restart(knobs: Knobs): void;
  /** Changes what may change on the way. */
  change(knobs: Knobs): void;
  /** Trains so many steps and no more. */
  steps(count: number): void;
  close(): void;
}

/** The history that is drawn, thinned where it grows long. */
export interface Curve {
  steps: number[];
  loss: number[];
  /** In degrees. */
  gap: number[];
}

/** Starts a worker from its source. `onNews` is called after each thing that it says. */
export function liveRun(source: string, descriptors: Descriptors, knobs: Knobs, onNews: () => void): LiveRun {
  const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
  const order = (what: Order): void => worker.postMessage(what);
  const live: LiveRun = {
    knobs,
    stepsASecond: 0,
    run: 0,
    curve: { steps: [], loss: [], gap: [] },
    restart(next) {
      for (const list of Object.values(live.curve)) list.length = 0;
      live.snapshot = live.labelled = live.failure = undefined;
      live.knobs = next;
      order({ kind: 'start', knobs: next });
    },
    change(next) {
      live.knobs = next;
      order({ kind: 'change', knobs: next });
    },
    steps: (count) => order({ kind: 'steps', count }),
    close: () => worker.terminate(),
  };
  worker.onmessage = ({ data }: { data: News }) => {
    if (data.kind === 'started') live.labelled = data;
    else if (data.kind === 'failed') live.failure = data.sentence;
    else {
      ({ snapshot: live.snapshot, stepsASecond: live.stepsASecond, run: live.run } = data);
      if (data.snapshot.step > 0) append(live.curve, data.snapshot);
    }
    onNews();
  };
  order({ kind: 'data', descriptors });
  live.restart(knobs);
  return live;
}

function append(curve: Curve, { step, loss, gap }: Snapshot): void {
  curve.steps.push(step);
  curve.loss.push(loss);
  curve.gap.push((gap * 180) / Math.PI);
  if (curve.steps.length <= 800) return;
  // Every other point of the older half is left out.
  for (const list of Object.values(curve) as number[][]) {
    const half = list.length >> 1;
    list.splice(0, half, ...list.slice(0, half).filter((_, index) => index % 2 === 0));
  }
}
