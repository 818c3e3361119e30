import tseslint from 'typescript-eslint';

// The folders of src in the order of the data's way. A file imports only its own or an earlier stage.
const stages = [
  'base', 'engine', 'data', 'distances', 'similarity', 'mining', 'models', 'losses', 'training', 'evaluation', 'distillation',
  'search', 'methods', 'lessons', 'experiments', 'plots', 'grading', 'notebook', 'workshop', 'cli',
];

const nodeModules = ['node:*', 'fs', 'fs/*', 'path', 'os', 'child_process', 'worker_threads', 'crypto', 'sharp', '@napi-rs/canvas'];

const stageRules = stages.map((stage, position) => ({
  files: [`src/${stage}/**/*.ts`, `src/${stage}.ts`],
  rules: {
    'no-restricted-imports': ['error', {
      patterns: [
        ...stages.slice(position + 1).map((later) => ({
          group: [`../${later}`, `../${later}/**`, `../../${later}`, `../../${later}/**`, `./${later}`],
          message: `src/${stage} comes before src/${later} on the data's way and must not import it.`,
        })),
        ...(['base', 'losses', 'plots'].includes(stage)
          ? [{ group: nodeModules, message: `src/${stage} also runs in a browser: no Node module here.` }] : []),
      ],
    }],
  },
}));

export default tseslint.config(
  { ignores: ['node_modules', '.venv', '.facelab', 'artefacts'] },
  { files: ['**/*.ts'], extends: [...tseslint.configs.recommended] },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', {
        selector: "CallExpression[callee.property.name=/^(dataSync|arraySync|bufferSync)$/]",
        message: 'src never reads a tensor synchronously: it fails on WebGPU. Use await tensor.data().',
      }],
    },
  },
  { rules: { '@typescript-eslint/no-require-imports': 'off' } },
  // A stub names its parameters and leaves their use to the learner.
  { files: ['exercises/**/*.ts'], rules: { '@typescript-eslint/no-unused-vars': ['error', { args: 'none' }] } },
  ...stageRules,
);
