import { compileSubmission, stopped, type Compiled } from '../compile';
import { ready, serve } from './channel';

/** The process that compiles one submission's files. Nothing of them runs here, but a text can be made to keep a compiler busy for ever. */
export interface CompileRequest {
  nonce: string;
  files: [path: string, text: string][];
  file: string;
}

async function answer({ files, file }: CompileRequest): Promise<Compiled> {
  const compiled = await compileSubmission(new Map(files), file);
  // esbuild has a process of its own. Where that has died, this one is of no more use, and says so by ending.
  if (compiled === stopped) process.exit(1);
  return compiled;
}

async function start(): Promise<void> {
  const trial = await compileSubmission(new Map([['trial.ts', 'export const trial: number = 1;']]), 'trial.ts');
  if (trial.kind !== 'code') throw new Error(`The compiler does not work: ${trial.verdict.reason}`);
  ready();
  serve(answer);
}

void start();
