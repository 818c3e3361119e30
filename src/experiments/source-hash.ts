import { transformSync } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * A hash of the code that a file runs: the file and everything it imports from this project, without comments and layout.
 * Two results with the same hash came from the same code; a docstring that was improved since changes nothing.
 */
export function sourceHash(file: string): string {
  const root = path.resolve(__dirname, '..', '..');
  const hash = createHash('sha256');
  for (const source of importClosure(path.resolve(file)).sort()) {
    hash.update(`${path.relative(root, source).split(path.sep).join('/')}\n${codeOf(source)}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** The file and all files of this project that it runs, however indirectly; what is imported for its types alone is left out. */
export function importClosure(file: string, found = new Set<string>()): string[] {
  if (found.has(file)) return [...found];
  found.add(file);
  const imports = codeOf(file).matchAll(/(?:from|import|require\()\s*"(\.{1,2}\/[^"]+)"/g);
  for (const [, specifier] of imports) {
    const imported = `${path.resolve(path.dirname(file), specifier)}.ts`;
    if (existsSync(imported)) importClosure(imported, found);
  }
  return [...found];
}

/** What runs: without types, comments and layout. */
function codeOf(source: string): string {
  return transformSync(readFileSync(source, 'utf8'), { loader: 'ts', minifyWhitespace: true }).code;
}
