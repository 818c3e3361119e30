import { buildSync } from 'esbuild';
import { createHash } from 'node:crypto';
import path from 'node:path';

const root = path.resolve(__dirname, '..', '..');

const known = new Map<string, string>();

/**
 * A hash of the code that files run: the files and, of everything they import from this project, the parts that are used, without
 * comments, layout and the names of folders. Two results with the same hash came from the same code: an improved docstring, a
 * moved file, another function beside one that is used change nothing. Packages count by their names alone.
 *
 * @param files from the project's root, or absolute
 */
export function sourceHash(files: string[]): string {
  const key = [...files].sort().join('\n');
  if (!known.has(key)) known.set(key, hashOf(key.split('\n')));
  return known.get(key)!;
}

function hashOf(files: string[]): string {
  const { outputFiles } = buildSync({
    stdin: {
      // A name for each file, so that nothing of it is left out, even where two files export the same name.
      contents: files
        .map((file, i) => `export * as file${i} from ${JSON.stringify(path.resolve(root, file))};`)
        .join('\n'),
      resolveDir: root,
    },
    bundle: true,
    write: false,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    minifyWhitespace: true,
    logLevel: 'silent',
  });
  return createHash('sha256').update(outputFiles[0].contents).digest('hex').slice(0, 16);
}
