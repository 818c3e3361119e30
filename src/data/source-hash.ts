import { createHash } from 'node:crypto';
import path from 'node:path';

const { buildSync }: Pick<typeof import('esbuild'), 'buildSync'> = require('../../scripts/common/esbuild');

const root = path.resolve(__dirname, '..', '..');

/** Where drawing begins: what is behind these files makes pixels that {@link versionFile} stands for. */
const drawing = ['src/data/celebrities/picture.ts', 'src/data/celebrities/render.ts'];
const versionFile = 'src/data/celebrities/world-version.ts';

const known = new Map<string, string>();

/**
 * A hash of the code that files run: the files and, of everything they import from this project, the parts that are used, without
 * comments, layout and the names of folders. Two results with the same hash came from the same code: an improved docstring, a
 * moved file, another function beside one that is used change nothing. Packages count by their names alone. Of drawing, the
 * version of what is drawn counts, not the code: a faster way to the same pixels changes nothing.
 *
 * @param files from the project's root, or absolute
 * @param project the project's root
 */
export function sourceHash(files: string[], project = root): string {
  const key = [project, ...[...files].sort()].join('\n');
  if (!known.has(key)) known.set(key, hashOf([...files].sort(), project));
  return known.get(key)!;
}

function hashOf(files: string[], project: string): string {
  const { outputFiles, metafile } = buildSync({
    stdin: {
      // A name for each file, so that nothing of it is left out, even where two files export the same name.
      contents: files
        .map((file, i) => `export * as file${i} from ${JSON.stringify(path.resolve(project, file))};`)
        .join('\n'),
      resolveDir: project,
    },
    absWorkingDir: project,
    bundle: true,
    write: false,
    metafile: true,
    packages: 'external',
    external: drawing.map((file) => path.join(project, file)),
    platform: 'node',
    format: 'esm',
    minifyWhitespace: true,
    logLevel: 'silent',
  });
  const hash = createHash('sha256').update(outputFiles[0].contents);
  const draws = Object.values(metafile.inputs)
    .flatMap(({ imports }) => imports)
    .some((one) => one.external && drawing.includes(path.relative(project, path.resolve(project, one.path))));
  if (draws) hash.update(hashOf([versionFile], project));
  return hash.digest('hex').slice(0, 16);
}
