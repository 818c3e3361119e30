import type { CompileRequest } from './box/compiler';
import type { BoxMaker } from './box/prepare';
import type { LimitedProcess, Said } from './box/process';
import type { Compiled, Files } from './compile';
import type { Verdict } from './judge';

/**
 * Compiles the files of one submission in a process of its own, within limits: a text can kill a compiler, keep it busy for ever or fill
 * the memory, and that must cost nobody but its author.
 */
export class Compiler {
  private process: LimitedProcess | undefined;
  peakBytes = 0;

  constructor(private readonly boxes: BoxMaker) {}

  /** Throws when the grader is to blame: the compiler does not even start. */
  async compile(files: Files, file: string): Promise<Compiled> {
    const said = await this.ask(files, file);
    if (said.kind === 'text') return JSON.parse(said.text) as Compiled;
    // A compiler can be ended by others, by a machine out of memory for one. Only what ends it twice is the file's doing.
    const again = said.verdict.outcome === 'crash' ? await this.ask(files, file) : said;
    return again.kind === 'text'
      ? (JSON.parse(again.text) as Compiled)
      : { kind: 'refused', verdict: verdictOf(again.verdict) };
  }

  async end(): Promise<void> {
    await this.process?.end();
    this.peakBytes = Math.max(this.peakBytes, this.process?.peakBytes ?? 0);
    this.process = undefined;
  }

  private async ask(files: Files, file: string): Promise<Said> {
    this.process ??= await this.boxes.startCompiler();
    const request: Omit<CompileRequest, 'nonce'> = { files: [...files], file };
    const said = await this.process.ask(request);
    if (said.kind === 'ended') await this.end();
    return said;
  }
}

function verdictOf({ outcome, reason }: Verdict): Verdict {
  if (outcome === 'timeout' || outcome === 'out of memory')
    return { outcome, reason: `While it was compiled: ${reason}` };
  return { outcome: 'does not compile', reason: 'The compiler gave up on the file.' };
}
