import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, InputError } from '../base/errors';
import type { Watched } from '../base/watched';
import { writeWhole } from '../data/disk';
import { sourceHash } from '../data/source-hash';
import { TrainingStopped } from '../training/alarms';

/** What a run of an experiment is given. */
export interface RunContext extends Watched {
  seed: number;
}

/** An experiment: named configurations that are each run with several seeds. */
export interface Experiment<Configuration, Result> {
  name: string;
  description: string;
  configurations: Record<string, Configuration>;
  /**
   * The files, from the project's root, that a run of this configuration executes, with all that they import: what trains and
   * measures, and what the configuration names. A record is stale when they change. The experiment's own file is a table of
   * configurations and not among them, so that a further one leaves the others' records as they are: `run` hands over and no more.
   */
  files(configuration: Configuration): string[];
  run(configuration: Configuration, context: RunContext): Promise<Result>;
  /** For configurations that come from other records: throws an InputError that says what to record first. */
  expectReady?(): void;
}

/** One recorded run. */
export interface RunRecord<Configuration, Result> {
  experiment: string;
  name: string;
  configuration: Configuration;
  seed: number;
  sourceHash: string;
  /** How long the run took, on what. */
  seconds: number;
  engine: string;
  result: Result;
}

/** Where records are kept. */
export const resultsFolder = path.resolve(__dirname, '..', '..', 'data-samples', 'results');

/** One run of an experiment: a configuration with a seed. */
export interface Run {
  name: string;
  seed: number;
}

/** Which runs of an experiment are meant. */
export interface RunChoice {
  /** How many seeds, counted from 1. */
  seeds: number;
  /** Only this seed, instead of `seeds`. */
  seed?: number;
  /** Only these configurations. Default all. */
  only?: string[];
}

/** The settings of {@link runExperiment}. */
export interface RunOptions extends RunChoice, Watched {
  folder?: string;
  engine: string;
  /** Called when a run begins; `onProgress` then reports runs, parts of one included. */
  onRun?: (run: Run) => void;
}

/**
 * The runs that are meant, seed by seed, so that an interrupted experiment has all configurations at as many seeds as time
 * allowed.
 *
 * @throws InputError for a configuration that the experiment does not have, and where other records are needed first
 */
export function runsOf<Configuration, Result>(
  experiment: Experiment<Configuration, Result>,
  { seeds, seed, only }: RunChoice,
): Run[] {
  experiment.expectReady?.();
  const names = only ?? Object.keys(experiment.configurations);
  for (const name of names) {
    expect(
      name in experiment.configurations,
      `The experiment ${experiment.name} has no configuration "${name}": it has ${Object.keys(experiment.configurations).join(', ')}.`,
    );
  }
  const numbers = seed === undefined ? Array.from({ length: seeds }, (_, index) => index + 1) : [seed];
  return numbers.flatMap((number) => names.map((name) => ({ name, seed: number })));
}

/**
 * Runs what has not been run yet, in the order of {@link runsOf}. A run whose record has the same configuration and the same
 * source hash is skipped. A record is written when its run is complete, to a temporary file that is then renamed. Where a training is stopped
 * because it makes no sense (see `TrainingStopped`), its run is not recorded, the cause is handed back, and the other runs go on.
 */
export async function runExperiment<Configuration, Result>(
  experiment: Experiment<Configuration, Result>,
  { folder = resultsFolder, engine, signal, onRun, onProgress, ...choice }: RunOptions,
): Promise<{ ran: number; skipped: number; failed: { run: string; reason: string }[]; interrupted: boolean }> {
  const runs = runsOf(experiment, choice);
  const failed: { run: string; reason: string }[] = [];
  let [ran, skipped] = [0, 0];
  for (const run of runs) {
    if (isRecorded(experiment, run, folder)) {
      skipped++;
      continue;
    }
    onRun?.(run);
    const done = ran + skipped + failed.length;
    onProgress?.(done, runs.length);
    try {
      const record = await makeRecord(experiment, run, {
        engine,
        signal,
        onProgress: (step, steps) => onProgress?.(done + step / steps, runs.length),
      });
      await writeRecord(record, folder);
      ran++;
    } catch (error) {
      if (signal?.aborted) return { ran, skipped, failed, interrupted: true };
      if (!(error instanceof TrainingStopped)) throw error;
      failed.push({ run: `${run.name}, seed ${run.seed}`, reason: error.message });
    }
    onProgress?.(done + 1, runs.length);
  }
  return { ran, skipped, failed, interrupted: false };
}

/** Whether a run has a record that today's code and settings would make again. */
export function isRecorded<Configuration, Result>(
  experiment: Experiment<Configuration, Result>,
  { name, seed }: Run,
  folder = resultsFolder,
): boolean {
  const file = recordFile(folder, experiment.name, name, seed);
  return existsSync(file) && !isStale(experiment, readRecord<Configuration, Result>(file));
}

/** Does one run. Nothing is written. */
export async function makeRecord<Configuration, Result>(
  experiment: Experiment<Configuration, Result>,
  { name, seed }: Run,
  { engine, signal, onProgress }: Watched & { engine: string },
): Promise<RunRecord<Configuration, Result>> {
  expect(
    process.env.FACELAB_BFLOAT16 !== '1',
    'FACELAB_BFLOAT16=1 rounds differently, and a record does not say so: unset it to record experiments.',
  );
  const configuration = experiment.configurations[name];
  const hash = codeOf(experiment, configuration);
  const started = performance.now();
  signal?.throwIfAborted();
  const result = await experiment.run(configuration, { seed, signal, onProgress });
  signal?.throwIfAborted();
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  return { experiment: experiment.name, name, configuration, seed, sourceHash: hash, seconds, engine, result };
}

/** Writes a record where {@link readRecords} looks for it. */
export async function writeRecord(record: RunRecord<unknown, unknown>, folder = resultsFolder): Promise<void> {
  const file = recordFile(folder, record.experiment, record.name, record.seed);
  await writeWhole(file, `${JSON.stringify(record)}\n`);
}

/** A hash of all that a run's result depends on: the experiment, the configuration, the seed and the code. */
export function keyOfRun<Configuration, Result>(
  experiment: Experiment<Configuration, Result>,
  { name, seed }: Run,
): string {
  const configuration = experiment.configurations[name];
  const parts = [experiment.name, name, seed, keyOf(configuration, codeOf(experiment, configuration))];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Records of an experiment, by configuration name and seed, with a sentence on those that no longer fit the code. */
export async function readRecords<Configuration, Result>(
  experiment: Experiment<Configuration, Result>,
  folder = resultsFolder,
): Promise<{ records: RunRecord<Configuration, Result>[]; stale?: string }> {
  const records = recordsOf(experiment, folder);
  expect(
    records.length > 0,
    `There are no records of the experiment ${experiment.name}: run npx facelab experiment ${experiment.name} --seeds 5.`,
  );
  const old = records.filter((record) => isStale(experiment, record));
  const stale =
    old.length === 0
      ? undefined
      : `${old.length} of ${records.length} records of ${experiment.name} are stale: code or settings have changed since they were made. npx facelab experiment ${experiment.name} --seeds ${Math.max(...records.map((record) => record.seed))} makes them anew.`;
  return { records, stale };
}

/** How many runs of an experiment are recorded, and how many of these were made with other code or settings than today's. */
export async function countRecords<Configuration, Result>(
  experiment: Experiment<Configuration, Result>,
  folder = resultsFolder,
): Promise<{ recorded: number; stale: number }> {
  const records = recordsOf(experiment, folder);
  return { recorded: records.length, stale: records.filter((record) => isStale(experiment, record)).length };
}

/** Everything that is recorded of an experiment's configurations, fresh or stale; nothing where nothing is. */
export function recordsOf<Configuration, Result>(
  experiment: Experiment<Configuration, Result>,
  folder = resultsFolder,
): RunRecord<Configuration, Result>[] {
  const own = path.join(folder, experiment.name);
  const files = existsSync(own)
    ? readdirSync(own)
        .filter((file) => file.endsWith('.json'))
        .sort()
    : [];
  return files
    .map((file) => readRecord<Configuration, Result>(path.join(own, file)))
    .filter((record) => record.name in experiment.configurations);
}

/** Whether code or settings have changed since a record was made. */
export function isStale<Configuration, Result>(
  experiment: Experiment<Configuration, Result>,
  record: RunRecord<Configuration, Result>,
): boolean {
  const configuration = experiment.configurations[record.name];
  return keyOfRecord(record) !== keyOf(configuration, codeOf(experiment, configuration));
}

/** What every run depends on: how the engine is set up decides on the last digits. */
const engineFiles = ['src/engine/tensorflow.ts'];

function codeOf<Configuration, Result>(
  experiment: Experiment<Configuration, Result>,
  configuration: Configuration,
): string {
  return sourceHash([...engineFiles, ...experiment.files(configuration)]);
}

function recordFile(folder: string, experiment: string, name: string, seed: number): string {
  return path.join(folder, experiment, `${name}-seed${seed}.json`);
}

function keyOf(configuration: unknown, hash: string): string {
  return `${hash} ${JSON.stringify(configuration)}`;
}

function keyOfRecord(record: RunRecord<unknown, unknown>): string {
  return keyOf(record.configuration, record.sourceHash);
}

function readRecord<Configuration, Result>(file: string): RunRecord<Configuration, Result> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new InputError(
      `The record ${file} cannot be read (${(error as Error).message}): delete it and run the experiment again.`,
    );
  }
}
