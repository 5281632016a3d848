// Where things are in the clone, whatever folder it is in. Dependency-free: runs on the Node that happens to be installed.
// @ts-check
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** @param {...string} parts */
export const at = (...parts) => join(ROOT, ...parts);
/** The built entry of that name. @param {string} entry */
export const built = (entry) => at('out', 'main', `${entry}.js`);
