import { facelab } from '../../src/cli/program';

export interface Run {
  code: number | string | undefined;
  out: string;
  err: string;
}

/** Runs the command in this process, which spares the second that a process of its own takes to start. One at a time. */
export async function runHere(args: string[]): Promise<Run> {
  const run: Run = { code: undefined, out: '', err: '' };
  const { exitCode } = process;
  const streams = [
    [process.stdout, 'out', process.stdout.write],
    [process.stderr, 'err', process.stderr.write],
  ] as const;
  for (const [stream, name] of streams) {
    stream.write = (chunk: string | Uint8Array): boolean => {
      run[name] += chunk.toString();
      return true;
    };
  }
  process.exitCode = undefined;
  try {
    await facelab(args);
    run.code = process.exitCode;
  } finally {
    for (const [stream, , write] of streams) stream.write = write;
    process.exitCode = exitCode;
  }
  return run;
}
