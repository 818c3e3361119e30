'use strict';

const { SourceMap } = require('node:module');

/**
 * Stack traces name the lines of the TypeScript files. Node's own switch for source maps would also read those of every
 * package (TensorFlow.js alone brings many megabytes); here a map is read when a trace runs through its file.
 */
function installTraces(isLocal, codeOf) {
  const maps = new Map();

  function mapOf(file) {
    const code = codeOf(file);
    if (maps.get(file)?.code !== code) {
      const [, encoded] = /\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/.exec(code) ?? [];
      const map = encoded && new SourceMap(JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')));
      maps.set(file, { code, map });
    }
    return maps.get(file).map;
  }

  function written(frame) {
    const text = String(frame);
    const file = frame.getFileName();
    if (!file || !isLocal(file)) return text;
    try {
      const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()];
      const { originalLine, originalColumn } = mapOf(file).findEntry(line - 1, column - 1);
      return text.replace(`${file}:${line}:${column}`, `${file}:${originalLine + 1}:${originalColumn + 1}`);
    } catch {
      return text;
    }
  }

  Error.prepareStackTrace = (error, frames) =>
    [String(error), ...frames.map((frame) => `    at ${written(frame)}`)].join('\n');
}

module.exports = { installTraces };
