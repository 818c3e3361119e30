import assert from 'node:assert/strict';
import * as path from 'node:path';
import { ESLint } from 'eslint';
import { check, getFileInfo, resolveConfig } from 'prettier';
import { assertNone, filesBelow, read, root } from './files';

const eslint = new ESLint({ cwd: root });

/** What the linter says about a text, as if it stood in the file. */
async function lint(file: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: path.join(root, file) });
  return result.messages.map((message) => message.message);
}

describe('the style of the project', function () {
  this.timeout(300_000);

  it('has nothing that the linter complains about', async () => {
    const results = await eslint.lintFiles(
      ['src', 'playground', 'test', 'exercises', 'solutions', 'bench', 'scripts'].filter(
        (folder) => filesBelow([folder]).length > 0,
      ),
    );
    const problems = results.flatMap((result) =>
      result.messages.map((message) => `${path.relative(root, result.filePath)}:${message.line} ${message.message}`),
    );
    assertNone(problems, 'npm run lint shows these too:');
  });

  it('is formatted by prettier', async () => {
    const files = ['.ts', '.js', '.mjs'].flatMap((ending) =>
      filesBelow(['src', 'playground', 'test', 'scripts', 'exercises', 'solutions', 'bench'], ending),
    );
    const problems: string[] = [];
    for (const file of files) {
      const filepath = path.join(root, file);
      const { ignored } = await getFileInfo(filepath, { ignorePath: path.join(root, '.prettierignore') });
      if (!ignored && !(await check(read(file), { ...(await resolveConfig(filepath)), filepath }))) problems.push(file);
    }
    assertNone(problems, 'npm run format brings these files into form:');
  });

  it('catches a file that imports a later stage', async () => {
    for (const [file, line] of [
      ['src/losses/fixture.ts', "import { fit } from '../training/fit';"],
      ['src/data/fixture.ts', "import { arcFaceLoss } from '../losses/arcface';"],
      ['src/models/backbones/fixture.ts', "import { roc } from '../../evaluation/verification';"],
      ['src/distances.ts', "import { cosFaceLoss } from './losses/cosface';"],
    ]) {
      const messages = await lint(file, `${line}\n`);
      assert.ok(
        messages.some((message) => message.includes('comes before src/')),
        `${file} may write ${line}: ${messages.join(' ')}`,
      );
    }
  });

  it('lets a file import an earlier stage', async () => {
    const messages = await lint(
      'src/training/fixture.ts',
      "import { arcFaceLoss } from '../losses/arcface';\n\nvoid arcFaceLoss;\n",
    );
    assert.deepEqual(messages, []);
  });

  it('catches Node in what also runs in a browser', async () => {
    for (const file of ['src/losses/fixture.ts', 'src/plots/fixture.ts', 'src/base/fixture.ts']) {
      const messages = await lint(file, "import { readFileSync } from 'node:fs';\n\nvoid readFileSync;\n");
      assert.ok(
        messages.some((message) => message.includes('also runs in a browser')),
        `${file} may import node:fs`,
      );
    }
  });

  it('catches a figure that imports another figure, an experiment or Node', async () => {
    for (const [file, line, complaint] of [
      ['src/plots/features/fixture.ts', "import { sphereMap } from './sphere-map';", 'A figure stands alone'],
      ['src/plots/runs/fixture.ts', "import { rocCurves } from '../scores/roc-curve';", 'A figure stands alone'],
      ['src/plots/parts/fixture.ts', "import { rocCurves } from '../scores/roc-curve';", 'A figure stands alone'],
      ['src/plots/runs/fixture.ts', "import { seeds } from '../../experiments/over-seeds';", 'imports no experiment'],
      ['src/plots/scores/fixture.ts', "import { readFileSync } from 'node:fs';", 'also runs in a browser'],
      ['src/plots/scores/fixture.ts', "import { judge } from '../../grading/judge';", 'comes before src/'],
    ]) {
      const messages = await lint(file, `${line}\n`);
      assert.ok(
        messages.some((message) => message.includes(complaint)),
        `${file} may write ${line}: ${messages.join(' ')}`,
      );
    }
    const messages = await lint(
      'src/plots/scores/fixture.ts',
      "import { page } from '../parts/theme';\n\nvoid page;\n",
    );
    assert.deepEqual(messages, []);
  });

  it('catches a tensor that is read synchronously', async () => {
    for (const read of ['dataSync', 'arraySync', 'bufferSync']) {
      const messages = await lint(
        'src/losses/fixture.ts',
        `import * as tf from '@tensorflow/tfjs';\n\nvoid tf.scalar(1).${read}();\n`,
      );
      assert.ok(
        messages.some((message) => message.includes('never reads a tensor synchronously')),
        `${read} passes`,
      );
    }
  });

  it('has no dotted file names but specs, since tslab cannot import them', () => {
    const problems = filesBelow(['src', 'test', 'exercises', 'solutions', 'bench'], '.ts').filter(
      (file) => /\.[^/]*\.ts$/.test(file.slice(file.lastIndexOf('/') + 1)) && !file.endsWith('.spec.ts'),
    );
    assertNone(problems, 'Write a dash instead of the dot in these names:');
  });

  it('has no barrels, behind which tslab does not see an edit', () => {
    const barrels = filesBelow(['src'], '/index.ts');
    const reExports = filesBelow(['src'], '.ts').filter((file) => /^export (\*|\{[^}]*\}) from /m.test(read(file)));
    assertNone([...barrels, ...reExports], 'Import from the file that defines a thing; these pass things on:');
  });

  it('has no circle of imports, not even for types', () => {
    const imports = new Map(filesBelow(['src'], '.ts').map((file) => [file, importsOf(file)]));
    const circles: string[] = [];
    const state = new Map<string, 'open' | 'done'>();
    const visit = (file: string, way: string[]): void => {
      if (state.get(file) === 'open') circles.push([...way.slice(way.indexOf(file)), file].join(' → '));
      if (state.has(file)) return;
      state.set(file, 'open');
      for (const imported of imports.get(file) ?? []) visit(imported, [...way, file]);
      state.set(file, 'done');
    };
    for (const file of imports.keys()) visit(file, []);
    assertNone(circles, 'Move what both need into a file of its own:');
  });

  it('has no file of more than 300 lines in src, where a reader would lose the thread', () => {
    const long = filesBelow(['src'], '.ts').filter((file) => read(file).split('\n').length > 301);
    assertNone(long, 'Split these by what they are about:');
  });
});

/** The files of src that a file imports. */
function importsOf(file: string): string[] {
  const specifiers = [...read(file).matchAll(/(?:from|import) '(\.{1,2}\/[^']+)'/g)].map(([, specifier]) => specifier);
  return specifiers.map((specifier) => `${path.posix.join(path.posix.dirname(file), specifier)}.ts`);
}
