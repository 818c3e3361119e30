import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError } from '../base/errors';

const { jupyterEnvironment } = require('../../scripts/common/jupyter');
const { venvPython } = require('../../scripts/common/paths');

/** The repository's root: what notebooks see as their working folder. */
export const root = resolve(__dirname, '..', '..');

/** Python of the project's virtual environment, or the one that FACELAB_PYTHON names. */
export function pythonPath(): string {
  const path = process.env.FACELAB_PYTHON ?? venvPython;
  if (existsSync(path)) return path;
  throw new InputError(
    `There is no Python at ${path}: run npm start or npm test once, both make the virtual environment.`,
  );
}

/** The environment in which Jupyter's programs run: everything that they write stays in the clone. */
export function pythonEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { ...jupyterEnvironment(process.env), ...extra };
}
