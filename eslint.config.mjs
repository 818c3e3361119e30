import tseslint from 'typescript-eslint';

// The folders of src in the order of the data's way. A file imports only its own or an earlier stage.
const stages = [
  'base',
  'engine',
  'data',
  'distances',
  'similarity',
  'mining',
  'models',
  'losses',
  'training',
  'evaluation',
  'gallery',
  'distillation',
  'search',
  'methods',
  'lessons',
  'experiments',
  'plots',
  'grading',
  'queue',
  'notebook',
  'workshop',
  'cli',
];

const nodeModules = [
  'node:*',
  'fs',
  'fs/*',
  'path',
  'os',
  'child_process',
  'worker_threads',
  'crypto',
  'sharp',
  '@napi-rs/canvas',
];

/** What a file of a stage must not import: later stages, and Node where a browser runs it too. */
const beyondStage = (stage) => [
  ...stages.slice(stages.indexOf(stage) + 1).map((later) => ({
    group: [`../${later}`, `../${later}/**`, `../../${later}`, `../../${later}/**`, `./${later}`],
    message: `src/${stage} comes before src/${later} on the data's way and must not import it.`,
  })),
  ...(['base', 'losses', 'plots'].includes(stage)
    ? [{ group: nodeModules, message: `src/${stage} also runs in a browser: no Node module here.` }]
    : []),
  { group: ['**/bench/**'], message: 'src is measured by bench and does not import it.' },
];

const importRule = (files, patterns) => ({ files, rules: { 'no-restricted-imports': ['error', { patterns }] } });

const stageRules = stages.map((stage) => importRule([`src/${stage}/**/*.ts`, `src/${stage}.ts`], beyondStage(stage)));

// The folders of src/plots that hold figures, one a file: what two figures share lies in src/plots/parts.
const figures = ['features', 'losses', 'scores', 'pictures', 'runs'];
const fromFigures = figures.flatMap((folder) => [`../${folder}`, `../${folder}/**`]);

// In place of the stage's rule, so that its patterns are named again.
const figureRules = [['parts', fromFigures], ...figures.map((folder) => [folder, [...fromFigures, './*']])].map(
  ([folder, others]) =>
    importRule(
      [`src/plots/${folder}/*.ts`],
      [
        ...beyondStage('plots'),
        { group: others, message: 'A figure stands alone: what it shares with another belongs into src/plots/parts.' },
        {
          group: ['../../experiments/**'],
          message: 'A figure draws numbers, wherever they are from: it imports no experiment.',
        },
      ],
    ),
);

export default tseslint.config(
  { ignores: ['node_modules', '.venv', '.facelab', 'artefacts', 'saved'] },
  { files: ['**/*.ts'], extends: [...tseslint.configs.recommended] },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'CallExpression[callee.property.name=/^(dataSync|arraySync|bufferSync)$/]',
          message: 'src never reads a tensor synchronously: it fails on WebGPU. Use await tensor.data().',
        },
      ],
    },
  },
  { rules: { '@typescript-eslint/no-require-imports': 'off' } },
  // A stub names its parameters and leaves their use to the learner.
  { files: ['exercises/**/*.ts'], rules: { '@typescript-eslint/no-unused-vars': ['error', { args: 'none' }] } },
  ...stageRules,
  ...figureRules,
);
