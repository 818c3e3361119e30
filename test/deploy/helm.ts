import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../src/workshop/python';

/** What a manifest or a file of values holds. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Tree = any;

export interface Helm {
  /** What `helm lint --strict` finds: nothing but remarks when `errors` is empty. */
  lint(values: Tree, kubernetes: string): { messages: { severity: number; error: string }[]; errors: string[] };
  render(values: Tree, chart?: string): { objects: Tree[]; texts: Record<string, string> };
  /** The sentence with which the chart refuses the values. */
  refusal(values: Tree): string;
  /** What the schemas of a version of Kubernetes find wrong. */
  validate(objects: Tree[], kubernetes: string): string[];
  yaml(file: string): Tree;
}

export const chart = join(root, 'deploy', 'helm', 'facelab-workers');

const python = join(root, '.facelab', 'helm', 'bin', 'python');

/**
 * Helm for the tests of a suite, in the environment that `.ci/run` makes. Without it the suite is skipped with a sentence; with CI=true its
 * absence is a failure.
 */
export function withHelm(): () => Helm {
  before(function () {
    if (!existsSync(python) && process.env.CI !== 'true') {
      console.log(
        '      skipped: there is no Helm (python3 -m venv .facelab/helm; .facelab/helm/bin/pip install -r test/deploy/requirements.txt)',
      );
      this.skip();
    }
  });
  return () => helm;
}

const render = (values: Tree, folder: string): Tree => ask('render', { chart: folder, values });

const helm: Helm = {
  lint: (values, kubernetes) => ask('lint', { chart, values, kubernetes }),
  render(values, folder = chart) {
    const rendered = render(values, folder);
    assert.ok(!('refused' in rendered), rendered.refused);
    return rendered;
  },
  refusal(values) {
    const { refused } = render(values, chart);
    assert.ok(refused, `The chart takes ${JSON.stringify(values)}.`);
    return refused;
  },
  validate: (objects, kubernetes) => ask('validate', { objects, kubernetes }),
  yaml: (file) => ask('yaml', { file }),
};

function ask(action: string, question: object): Tree {
  const options = { input: JSON.stringify(question), encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const { status, stdout, stderr, error } = spawnSync(python, [join(__dirname, 'chart.py'), action], options);
  assert.equal(status, 0, error?.message ?? stderr);
  return JSON.parse(stdout);
}
