import { mergedText } from './merge-lines';
import { mergedNotebook } from './merge-notebooks';
import { asText } from './handed-out';
import { notebookOf, notebookText } from './notebook-file';

/** What becomes of a file: `bytes` stand there afterwards, or nothing where they are undefined. */
export interface Outcome {
  became: 'same' | 'new' | 'restored' | 'updated' | 'removed' | 'merged' | 'kept' | 'moved';
  bytes?: Uint8Array;
}

/** The bytes of a file; undefined where there is none. */
export type Bytes = Uint8Array | undefined;

/**
 * What an update makes of one file, by the rules of nbgitpuller:
 *
 * | the student | the newer course | the file |
 * |---|---|---|
 * | left it as it was | has it, or another | `updated`, or `same` |
 * | left it as it was | has it no more | `removed` |
 * | deleted it | has it | `restored` |
 * | changed it | left it as it was, or has it no more | `same`, `kept` |
 * | changed it | changed it | `merged`: the student's lines where both changed the same ones |
 * | made it | made one of this name | `moved`: the student's is to be put aside, the course's takes its place |
 *
 * `kept` is also what cannot be merged: a picture, or JSON that would be none any more.
 *
 * @param base the file as it was handed out. A file that is no text need not be known: with `isUntouched` only its hash was compared
 */
export function mergedFile(path: string, { mine, theirs, base, isUntouched, isUnchanged }: FileSides): Outcome {
  if (theirs === undefined) {
    if (mine === undefined) return { became: 'same' };
    return isUntouched ? { became: 'removed' } : { became: 'kept', bytes: mine };
  }
  if (mine === undefined) return { became: base === 'none' ? 'new' : 'restored', bytes: theirs };
  if (Buffer.compare(mine, theirs) === 0) return { became: 'same', bytes: mine };
  if (isUntouched) return { became: 'updated', bytes: theirs };
  if (base === 'none') return { became: 'moved', bytes: theirs };
  if (isUnchanged) return { became: 'same', bytes: mine };
  const merged = base === 'unknown' ? undefined : merge(path, base, mine, theirs);
  if (merged === undefined) return { became: 'kept', bytes: mine };
  return { became: Buffer.compare(mine, merged) === 0 ? 'kept' : 'merged', bytes: merged };
}

export interface FileSides {
  mine: Bytes;
  theirs: Bytes;
  /** `none`: it was not handed out. `unknown`: it was, and is no text. */
  base: Uint8Array | 'none' | 'unknown';
  /** The student has it as it was handed out. */
  isUntouched: boolean;
  /** The newer course has it as it was handed out. */
  isUnchanged: boolean;
}

function merge(path: string, ...sides: [Uint8Array, Uint8Array, Uint8Array]): Buffer | undefined {
  const [base, mine, theirs] = sides.map(asText);
  if (base === undefined || mine === undefined || theirs === undefined) return undefined;
  const merged = path.endsWith('.ipynb') ? mergeNotebooks(base, mine, theirs) : mergedText(base, mine, theirs);
  if (merged === undefined || (path.endsWith('.json') && !isJson(merged))) return undefined;
  return Buffer.from(merged);
}

function mergeNotebooks(...texts: [string, string, string]): string | undefined {
  const [base, mine, theirs] = texts.map(notebookOf);
  if (base === undefined || mine === undefined || theirs === undefined) return undefined;
  return notebookText(mergedNotebook(base, mine, theirs));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
