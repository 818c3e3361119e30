import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, InputError } from '../base/errors';
import { sourceHash } from './source-hash';

/** What a run of an experiment is told and may use. */
export interface RunContext {
  seed: number;
  signal?: AbortSignal;
  /** Share of the run that is done, 0 … 1. */
  onProgress?: (share: number) => void;
}

/** An experiment: named configurations that are each run with several seeds. */
export interface Experiment<Configuration, Result> {
  name: string;
  description: string;
  /** The file whose code, with everything that it imports, the results depend on: `__filename`. */
  file: string;
  configurations: Record<string, Configuration>;
  run(configuration: Configuration, context: RunContext): Promise<Result>;
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

/** What {@link runExperiment} is told. */
export interface RunOptions {
  /** How many seeds, counted from 1. */
  seeds: number;
  /** Only these configurations. Default all. */
  only?: string[];
  folder?: string;
  engine: string;
  signal?: AbortSignal;
  onProgress?: (progress: { name: string; seed: number; share: number; done: number; total: number }) => void;
}

/**
 * Runs what has not been run yet: each configuration with each seed, seed by seed, so that an interrupted experiment has
 * all configurations at as many seeds as time allowed. A run whose record has the same configuration and the same source
 * hash is skipped. A record is written when its run is complete, to a temporary file that is then renamed.
 */
export async function runExperiment<Configuration, Result>(
  experiment: Experiment<Configuration, Result>,
  { seeds, only, folder = resultsFolder, engine, signal, onProgress }: RunOptions,
): Promise<{ ran: number; skipped: number; interrupted: boolean }> {
  const names = only ?? Object.keys(experiment.configurations);
  for (const name of names) {
    expect(
      name in experiment.configurations,
      `The experiment ${experiment.name} has no configuration "${name}": it has ${Object.keys(experiment.configurations).join(', ')}.`,
    );
  }
  const hash = sourceHash(experiment.file);
  const total = names.length * seeds;
  let [ran, skipped] = [0, 0];
  for (let seed = 1; seed <= seeds; seed++) {
    for (const name of names) {
      const configuration = experiment.configurations[name];
      const file = recordFile(folder, experiment.name, name, seed);
      const key = keyOf(configuration, hash);
      if (existsSync(file) && keyOfRecord(readRecord(file)) === key) {
        skipped++;
        continue;
      }
      const started = performance.now();
      const tell = (share: number): void => onProgress?.({ name, seed, share, done: ran + skipped, total });
      try {
        signal?.throwIfAborted();
        const result = await experiment.run(configuration, { seed, signal, onProgress: tell });
        signal?.throwIfAborted();
        const seconds = Math.round((performance.now() - started) / 100) / 10;
        const record = {
          experiment: experiment.name,
          name,
          configuration,
          seed,
          sourceHash: hash,
          seconds,
          engine,
          result,
        };
        await writeRecord(file, record);
        tell(1);
        ran++;
      } catch (error) {
        if (signal?.aborted) return { ran, skipped, interrupted: true };
        throw error;
      }
    }
  }
  return { ran, skipped, interrupted: false };
}

/** Records of an experiment, by configuration name and seed, with a sentence on those that no longer fit the code. */
export async function readRecords<Configuration, Result>(
  experiment: Experiment<Configuration, Result>,
  folder = resultsFolder,
): Promise<{ records: RunRecord<Configuration, Result>[]; stale?: string }> {
  const own = path.join(folder, experiment.name);
  const files = existsSync(own) ? (await readdir(own)).filter((file) => file.endsWith('.json')).sort() : [];
  const records = files
    .map((file) => readRecord<Configuration, Result>(path.join(own, file)))
    .filter((record) => record.name in experiment.configurations);
  expect(
    records.length > 0,
    `There are no records of the experiment ${experiment.name}: run npx facelab experiment ${experiment.name} --seeds 5.`,
  );
  const hash = sourceHash(experiment.file);
  const old = records.filter((record) => keyOfRecord(record) !== keyOf(experiment.configurations[record.name], hash));
  const stale =
    old.length === 0
      ? undefined
      : `${old.length} of ${records.length} records of ${experiment.name} are stale: code or settings have changed since they were made. npx facelab experiment ${experiment.name} --seeds ${Math.max(...records.map((record) => record.seed))} makes them anew.`;
  return { records, stale };
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

async function writeRecord(file: string, record: RunRecord<unknown, unknown>): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}.tmp`;
  await writeFile(unfinished, `${JSON.stringify(record)}\n`);
  await rename(unfinished, file);
}
