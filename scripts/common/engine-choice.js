'use strict';

const fs = require('node:fs');

const engines = ['tensorflow', 'webgpu', 'wasm', 'cpu'];

/** What FACELAB_ENGINE asks for, or undefined when the best engine is to be taken. */
function requestedEngine(environment = process.env) {
  const wanted = environment.FACELAB_ENGINE;
  if (!wanted) return undefined;
  if (!engines.includes(wanted)) {
    throw new Error(
      `FACELAB_ENGINE is "${wanted}": set it to ${engines.join(', ')}, or leave it unset for the fastest one.`,
    );
  }
  return wanted;
}

/** An NVIDIA driver is there: on Linux, or in the Linux of Windows (WSL). */
function hasNvidiaDriver() {
  return ['/proc/driver/nvidia/version', '/dev/nvidiactl', '/usr/lib/wsl/lib/libcuda.so.1'].some((file) =>
    fs.existsSync(file),
  );
}

module.exports = { engines, requestedEngine, hasNvidiaDriver };
