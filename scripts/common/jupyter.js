'use strict';

const path = require('node:path');
const { venv } = require('./paths');

/**
 * The variables that keep JupyterLab inside the clone: settings, workspaces, runtime files, trusted notebooks.
 * Nothing is read from or written to the user's home folder.
 */
function jupyterEnvironment(environment = process.env) {
  const own = path.join(venv, 'jupyter');
  return {
    ...environment,
    JUPYTER_CONFIG_DIR: path.join(own, 'config'),
    JUPYTER_DATA_DIR: path.join(own, 'data'),
    JUPYTER_RUNTIME_DIR: path.join(own, 'runtime'),
    JUPYTERLAB_SETTINGS_DIR: path.join(own, 'settings'),
    JUPYTERLAB_WORKSPACES_DIR: path.join(own, 'workspaces'),
    IPYTHONDIR: path.join(own, 'ipython'),
    JUPYTER_PREFER_ENV_PATH: '1',
  };
}

module.exports = { jupyterEnvironment };
