import * as path from 'node:path';
import ts from 'typescript';
import { assertNone, filesBelow, root } from './files';

describe('the project compiles', function () {
  this.timeout(300_000);

  it("under the project's own strict compiler", () => {
    const file = path.join(root, 'tsconfig.json');
    const { config } = ts.readConfigFile(file, ts.sys.readFile);
    const { fileNames, options, errors } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const diagnostics = [...errors, ...ts.getPreEmitDiagnostics(ts.createProgram(fileNames, options))];
    assertNone(diagnostics.map(asLine), 'npm run typecheck shows these errors too:');
  });

  it("under tslab's compiler, which the notebooks use, with its options", () => {
    const tslabTs = require('@tslab/typescript-for-tslab') as typeof ts;
    const target = tslabTs.ScriptTarget.ES2022;
    const files = [...filesBelow(['src'], '.ts'), ...filesBelow(['exercises'], '.ts')].map((file) =>
      path.join(root, file),
    );
    const program = tslabTs.createProgram(files, {
      module: tslabTs.ModuleKind.ESNext,
      moduleResolution: (tslabTs.ModuleResolutionKind as unknown as { Node10: ts.ModuleResolutionKind }).Node10,
      esModuleInterop: true,
      target,
      lib: ['lib.es2022.d.ts'],
      declaration: true,
      noImplicitUseStrict: true,
      ignoreDeprecations: '5.0',
      experimentalDecorators: true,
      resolveJsonModule: true,
      jsx: tslabTs.JsxEmit.React,
      typeRoots: [path.join(root, 'node_modules', '@types')],
      allowJs: true,
      checkJs: true,
      skipLibCheck: true,
      rootDir: root,
      outDir: 'outDir',
      noEmit: true,
    });
    assertNone(
      tslabTs.getPreEmitDiagnostics(program).map(asLine),
      `TypeScript ${tslabTs.version} inside tslab cannot compile these lines, so no notebook can import them (tagged unions need "=== false" or string tags there):`,
    );
  });
});

function asLine(diagnostic: ts.Diagnostic): string {
  const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ');
  if (diagnostic.file === undefined || diagnostic.start === undefined) return message;
  const { line } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start);
  return `${path.relative(root, diagnostic.file.fileName)}:${line + 1} ${message}`;
}
