import { posix } from 'node:path';
import { build, type Message, type Plugin } from 'esbuild';
import { brief, type Verdict } from './judge';

/** A chapter folder of a submission, read into memory: the path within the folder → the text. */
export type Files = ReadonlyMap<string, string>;

export type Compiled = { kind: 'code'; code: string } | { kind: 'refused'; verdict: Verdict };

/** The one package that an exercise may use. */
export const allowedPackage = '@tensorflow/tfjs';

/** The result when the compiler's process has died: no verdict on the file, since something else may have ended it. */
export const stopped: Compiled = refused('does not compile', 'The file cannot be compiled.');

/** Compiled code is about as long as its source: more is made to fill memory. */
const LONGEST_CODE = 1024 * 1024;

/**
 * Compiles one file of a submission, with what it imports from its own folder, to a CommonJS script. Nothing is run. Imports of
 * anything but {@link allowedPackage} and the folder's own files break the rules; what cannot be parsed does not compile.
 *
 * There is no limit here: a stranger's file is compiled in a process of its own (`Compiler`).
 */
export async function compileSubmission(files: Files, file: string): Promise<Compiled> {
  try {
    const result = await build({
      entryPoints: [file],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      write: false,
      logLevel: 'silent',
      tsconfigRaw: '{}',
      plugins: [folderOnly(files)],
    });
    const { text: code } = result.outputFiles[0];
    if (code.length > LONGEST_CODE) {
      return refused('does not compile', `Compiled it has ${code.length} characters; at most ${LONGEST_CODE} are run.`);
    }
    return { kind: 'code', code };
  } catch (error) {
    const errors = (error as { errors?: Message[] }).errors ?? [];
    const broken = errors.find(({ detail }) => detail === 'rule');
    if (broken !== undefined) return refused('broke the rules', broken.text);
    if (errors.length === 0) return stopped;
    const { text, location } = errors[0];
    const place = location === null ? '' : ` in ${location.file.replace(/^.*:/, '')}, line ${location.line}`;
    return refused('does not compile', `${text}${place}.`);
  }
}

function refused(outcome: 'broke the rules' | 'does not compile', reason: string): Compiled {
  return { kind: 'refused', verdict: { outcome, reason: brief(reason) } };
}

function folderOnly(files: Files): Plugin {
  return {
    name: 'exercise folder only',
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ path, importer, kind }) => {
        if (kind === 'entry-point') return { path, namespace: 'submission' };
        if (path === allowedPackage) return { path, external: true };
        const found = path.startsWith('.') ? find(files, posix.join(posix.dirname(importer), path)) : undefined;
        if (found !== undefined) return { path: found, namespace: 'submission' };
        const within = path.startsWith('.') && !posix.join(posix.dirname(importer), path).startsWith('..');
        if (within) return { errors: [{ text: `${importer} imports ${path}, which is not in the folder` }] };
        return {
          errors: [
            {
              text: `${importer} imports ${path}; only ${allowedPackage} and files of the exercise's own folder are allowed.`,
              detail: 'rule',
            },
          ],
        };
      });
      build.onLoad({ filter: /.*/, namespace: 'submission' }, ({ path }) => ({
        contents: files.get(path) ?? '',
        loader: 'ts',
      }));
    },
  };
}

function find(files: Files, path: string): string | undefined {
  // TypeScript's own way to write it: `./helper.js` means helper.ts.
  return [path, `${path}.ts`, path.replace(/\.js$/, '.ts')].find((candidate) => files.has(candidate));
}
