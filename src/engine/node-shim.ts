/**
 * Node 23 took `util.isNullOrUndefined` and `util.isArray` away, Node 22 warns about them, and tfjs-node still calls them.
 * To be called before tfjs-node loads.
 */
export function installNodeShim(): void {
  Object.assign(require('node:util'), {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  });
}
