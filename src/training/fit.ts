import * as tf from '@tensorflow/tfjs';
import { expect, InputError } from '../base/errors';
import { breathe } from '../base/watched';
import { Batch, Batches } from '../data/batches';
import { compile, Compiled } from '../engine/compile';
import { applyMomentum } from '../engine/kernels/momentum';
import { damaged, hasCheckpoint, loadCheckpoint, saveCheckpoint } from '../models/checkpoint';
import { FaceModel, forward, namedVariables } from '../models/face-model';
import { collapseCause, nonFiniteCause, stuckAtMarginCause, TrainingStopped } from './alarms';
import { emptyHistory, History, isHistory, record } from './history';
import { meanCosine } from './metrics';
import { checkLabels, checkOptions, checkRate } from './checks';
import { constant, Schedule } from './schedules';

/** What a loss function is given. */
export interface LossInputs {
  /** [batch, dim], not normalised. */
  embeddings: tf.Tensor2D;
  /** [batch], int32. */
  labels: tf.Tensor1D;
  /** The model's head: class weights, centers …, typed as the matrices that they nearly always are. */
  head: Record<string, tf.Tensor2D>;
  /** All outputs of the backbone by name; `embeddings` is one of them. */
  outputs: Record<string, tf.Tensor>;
  /** What `FitOptions.inputs` made for this step: an annealed lambda, mined triplets … */
  inputs: Record<string, tf.Tensor>;
}

/** One equation: returns the scalar to minimise, or that and further scalars to be recorded. Must not read tensors. */
export type LossFunction = (inputs: LossInputs) => tf.Scalar | ({ loss: tf.Scalar } & Record<string, tf.Scalar>);

/** What `onStep` is given. */
export interface Progress {
  /** Steps done. */
  step: number;
  steps: number;
  history: History;
  secondsLeft: number;
}

/** How to train; see {@link fit}. */
export interface FitOptions {
  loss: LossFunction;
  steps: number;
  learningRate: number | Schedule;
  /** The head's learning rate as a multiple of the backbone's. Default 1. */
  headRate?: number;
  /** Default 0.9. */
  momentum?: number;
  /** Pulls convolution, dense and class weights towards 0; normalisation and slopes are left alone. Default 5e-4. */
  weightDecay?: number;
  /** Further tensors of a step, for whatever changes between steps. `fit` disposes them. */
  inputs?: (step: number, batch: Batch) => Record<string, tf.Tensor> | Promise<Record<string, tf.Tensor>>;
  /** Stops after the running step; weights are kept and a checkpoint is written where one was asked for. */
  signal?: AbortSignal;
  onStep?: (progress: Progress) => void | Promise<void>;
  /** Called every so many steps, and once at the end, however training ends: to look at the model on its way. Must not train it. */
  snapshots?: { every: number; take: (stepsDone: number) => void | Promise<void> };
  /** Called every so many steps, and at the end. */
  validate?: { every: number; run: (stepsDone: number) => Promise<Record<string, number>> };
  /** Stops once this validation value has not grown for so many validations. */
  earlyStop?: { metric: string; patience: number };
  /** Written every so many steps, at the end and on interruption; `resume` goes on from it where it exists. */
  checkpoint?: { folder: string; every: number; resume?: boolean; notes?: Record<string, unknown> };
  /** What to do when embeddings collapse. Default 'stop'. */
  onCollapse?: 'stop' | 'warn';
  /** Margin of a triplet loss: a loss that rests on it is reported. */
  stuckAt?: number;
}

/** What {@link fit} returns. */
export interface FitResult {
  history: History;
  /** Steps done, those before a resume included. */
  stepsDone: number;
  ended: 'done' | 'interrupted' | 'early';
  /** Whether steps ran as one compiled graph, or operation by operation and why. */
  computedAs: 'graph' | 'eager';
  reason?: string;
}

/**
 * Trains a model: stochastic gradient descent with momentum,
 *
 *     velocity ← momentum · velocity + gradient + weightDecay · variable
 *     variable ← variable − learningRate · velocity
 *
 * with one loop for every lesson. A step is forward → loss → gradients → update; the batch of a step depends on the step alone,
 * so a resumed run walks the same path as one that was never interrupted.
 *
 * Throws {@link TrainingStopped} with the likely cause when the loss is not finite or the embeddings collapse: a step whose
 * loss is not finite changes no weight. Leaves no tensors behind except the model's own. Does not handle several devices.
 *
 * @throws InputError before the step in question, for a label that the head has no class for, a learning rate that is
 *   negative or not finite, options out of range, and a checkpoint of another network
 */
export async function fit(model: FaceModel, batches: Batches, options: FitOptions): Promise<FitResult> {
  const { steps, signal, checkpoint, validate, snapshots } = options;
  checkOptions(options);
  const schedule = typeof options.learningRate === 'number' ? constant(options.learningRate) : options.learningRate;
  const velocities = zeroVelocities(model);
  const compiled = compile((tensors) => trainStep(model, velocities, tensors, options));
  let history = emptyHistory();
  let lastTaken = -1;
  try {
    if (checkpoint?.resume && hasCheckpoint(checkpoint.folder)) {
      history = await restore(model, velocities, checkpoint.folder);
    }
    let ended: FitResult['ended'] = 'done';
    const started = { time: performance.now(), step: history.loss.length };
    while (history.loss.length < steps) {
      if (signal?.aborted) {
        ended = 'interrupted';
        break;
      }
      const step = history.loss.length;
      const learningRate = schedule(step);
      checkRate(learningRate, step);
      const batch = await batches(step);
      await checkLabels(batch, model, step);
      const inputs = (await options.inputs?.(step, batch)) ?? {};
      const { values, arePicturesFinite } = await runStep(compiled, batch, inputs, learningRate);
      if (!Number.isFinite(values.loss)) {
        throw new TrainingStopped(nonFiniteCause(step, values.loss, { learningRate, history, arePicturesFinite }));
      }
      record(history, learningRate, values);
      raiseAlarms(history, options);
      const stepsDone = step + 1;
      const secondsAStep = (performance.now() - started.time) / 1000 / (stepsDone - started.step);
      await options.onStep?.({ step: stepsDone, steps, history, secondsLeft: secondsAStep * (steps - stepsDone) });
      if (snapshots && stepsDone % snapshots.every === 0) {
        await snapshots.take(stepsDone);
        lastTaken = stepsDone;
      }
      if (validate && (stepsDone % validate.every === 0 || stepsDone === steps)) {
        history.validation.push({ step: stepsDone, values: await validate.run(stepsDone) });
        if (options.earlyStop && hasStoppedGrowing(history, options.earlyStop)) {
          ended = 'early';
          break;
        }
      }
      if (checkpoint && stepsDone % checkpoint.every === 0) await save(model, velocities, history, checkpoint);
      // Lets timers, signals and the notebook's messages in.
      await breathe();
    }
    if (snapshots && lastTaken !== history.loss.length) await snapshots.take(history.loss.length);
    if (checkpoint) await save(model, velocities, history, checkpoint);
    return { history, stepsDone: history.loss.length, ended, computedAs: compiled.mode, reason: compiled.reason };
  } finally {
    compiled.dispose();
    tf.dispose([...velocities.values()]);
  }
}

/** Hands the step its tensors, disposes them and reads what it measured. */
async function runStep(
  compiled: Compiled,
  { images, labels }: Batch,
  inputs: Record<string, tf.Tensor>,
  learningRate: number,
): Promise<{ values: Record<string, number>; arePicturesFinite: boolean }> {
  const tensors = { ...inputs, images, labels, learningRate: tf.scalar(learningRate) };
  try {
    const values = await readScalars(await compiled.run(tensors));
    const arePicturesFinite = Number.isFinite(values.loss) || (await images.data()).every(Number.isFinite);
    return { values, arePicturesFinite };
  } finally {
    tf.dispose(tensors);
  }
}

/** Forward, loss, gradients, update. Returns the loss and whatever else the loss function measured. */
function trainStep(
  model: FaceModel,
  velocities: Map<string, tf.Variable>,
  { images, labels, learningRate, ...inputs }: Record<string, tf.Tensor>,
  { loss, headRate = 1, momentum = 0.9, weightDecay = 5e-4 }: FitOptions,
): Record<string, tf.Tensor> {
  const named = [...namedVariables(model)].filter(([name]) => velocities.has(name));
  let measured: Record<string, tf.Tensor> = {};
  const { value, grads } = tf.variableGrads(
    () => {
      const outputs = forward(model.backbone, images as tf.Tensor4D, true);
      const embeddings = outputs.embeddings as tf.Tensor2D;
      const head = model.head as Record<string, tf.Tensor> as Record<string, tf.Tensor2D>;
      const result = loss({ embeddings, labels: labels as tf.Tensor1D, head, outputs, inputs });
      const scalars = result instanceof tf.Tensor ? { loss: result } : result;
      measured = { ...scalars, meanCosine: meanCosine(embeddings) };
      // Kept beyond the clean-up of the gradient; cloned and freed below.
      for (const scalar of Object.values(measured)) tf.keep(scalar);
      return scalars.loss;
    },
    named.map(([, variable]) => variable),
  );
  // A loss that is NaN or infinite must not reach the weights: such a step moves nothing.
  const isGood = tf.isFinite(value);
  const rateOfHead = tf.mul(learningRate, headRate) as tf.Scalar;
  for (const [name, variable] of named) {
    const gradient = grads[variable.name];
    if (!gradient) continue; // the loss does not use this variable
    applyMomentum(variable, velocities.get(name)!, gradient, {
      learningRate: name.startsWith('head/') ? rateOfHead : (learningRate as tf.Scalar),
      momentum,
      weightDecay: variable.rank > 1 ? weightDecay : 0,
      onlyIf: isGood,
    });
  }
  const scalars = Object.fromEntries(Object.entries(measured).map(([name, scalar]) => [name, scalar.clone()]));
  tf.dispose(measured);
  return scalars;
}

function zeroVelocities(model: FaceModel): Map<string, tf.Variable> {
  const trained = [...namedVariables(model)].filter(([, variable]) => variable.trainable);
  return new Map(trained.map(([name, variable]) => [name, tf.tidy(() => tf.variable(tf.zerosLike(variable), false))]));
}

async function readScalars(scalars: Record<string, tf.Tensor>): Promise<Record<string, number>> {
  const stacked = tf.tidy(() => tf.stack(Object.values(scalars)));
  const values = await stacked.data();
  tf.dispose([stacked, scalars]);
  return Object.fromEntries(Object.keys(scalars).map((name, position) => [name, values[position]]));
}

function raiseAlarms(history: History, { onCollapse = 'stop', stuckAt }: FitOptions): void {
  const collapsed = collapseCause(history);
  if (collapsed && onCollapse === 'stop') throw new TrainingStopped(collapsed);
  const stuck = stuckAt === undefined ? undefined : stuckAtMarginCause(history, stuckAt);
  // Said once: the sentence up to its colon names the alarm, what follows are the numbers of this step.
  const alarmOf = (warning: string): string => warning.split(':')[0];
  for (const warning of [collapsed, stuck]) {
    const isKnown = history.warnings.some((known) => warning !== undefined && alarmOf(known) === alarmOf(warning));
    if (warning && !isKnown) history.warnings.push(warning);
  }
}

function hasStoppedGrowing(
  { validation }: History,
  { metric, patience }: { metric: string; patience: number },
): boolean {
  const values = validation.map((entry) => entry.values[metric]);
  expect(
    values.every((value) => value !== undefined),
    `earlyStop watches "${metric}", but validation returns ${Object.keys(validation[0].values).join(', ') || 'nothing'}: name one of these.`,
  );
  return values.length > patience && Math.max(...values.slice(-patience)) <= Math.max(...values.slice(0, -patience));
}

async function save(
  model: FaceModel,
  velocities: Map<string, tf.Variable>,
  history: History,
  { folder, notes = {} }: NonNullable<FitOptions['checkpoint']>,
): Promise<void> {
  const tensors: Record<string, tf.Tensor> = {};
  for (const [name, variable] of Object.entries(model.head)) tensors[`head/${name}`] = variable;
  for (const [name, velocity] of velocities) tensors[`velocity/${name}`] = velocity;
  await saveCheckpoint(folder, { backbone: model.backbone, tensors, notes: { ...notes, history } });
}

/** Puts a checkpoint's weights and velocities in place and returns its history. */
async function restore(model: FaceModel, velocities: Map<string, tf.Variable>, folder: string): Promise<History> {
  const saved = await loadCheckpoint(folder);
  try {
    const from = new Map<string, tf.Tensor>();
    for (const [name, variable] of namedVariables({ backbone: saved.backbone, head: {} })) from.set(name, variable);
    for (const [name, tensor] of Object.entries(saved.tensors)) from.set(name, tensor);
    const into = new Map<string, tf.Variable>(namedVariables(model));
    for (const [name, velocity] of velocities) into.set(`velocity/${name}`, velocity);
    for (const [name, variable] of into) {
      const source = from.get(name);
      if (!source || source.shape.join() !== variable.shape.join()) {
        throw new InputError(
          `The checkpoint in ${folder} belongs to another network (${name} differs): choose another folder, or start without resume.`,
        );
      }
    }
    const { history } = saved.notes;
    if (!isHistory(history)) throw damaged(folder, 'its history of losses and learning rates is not one');
    for (const [name, variable] of into) tf.tidy(() => variable.assign(from.get(name)!.clone()));
    return history;
  } finally {
    saved.backbone.dispose();
    tf.dispose(saved.tensors);
  }
}
