/**
 * Node 23 took `util.isNullOrUndefined` and `util.isArray` away, and tfjs-node still calls them.
 * To be called before tfjs-node loads.
 */
export function installNodeShim(): void {
  const util = require('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}
