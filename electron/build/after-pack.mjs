// electron-builder's hook between unpacking and signing: sets the fuses of the binary that will be shipped.
// @ts-check
import { join } from 'node:path';
import { setFuses } from './fuses.mjs';

/**
 * @param {{ appOutDir: string, electronPlatformName: string,
 *   packager: { appInfo: { productFilename: string }, executableName?: string } }} context
 */
export async function afterPack({ appOutDir, electronPlatformName, packager }) {
  setFuses(
    binaryOf(appOutDir, electronPlatformName, packager.appInfo.productFilename, packager.executableName),
  );
}

/**
 * The file that holds the wire. @param {string} folder @param {string} platform @param {string} product @param {string} [executable]
 * @returns {string}
 */
export function binaryOf(folder, platform, product, executable) {
  switch (platform) {
    case 'darwin':
    case 'mas':
      return join(
        folder,
        `${product}.app/Contents/Frameworks/Electron Framework.framework/Electron Framework`,
      );
    case 'win32':
      return join(folder, `${product}.exe`);
    default:
      return join(folder, executable ?? product.toLowerCase());
  }
}
