// The packaging file: valid for the builder we pin, and without what would undo the sandbox.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

type Config = {
  readonly files: readonly { readonly filter: readonly string[] }[];
  readonly asarUnpack: readonly string[];
  readonly npmRebuild: boolean;
  readonly toolsets?: { readonly appimage?: string };
  readonly linux: { readonly executableArgs: readonly string[] };
};
type Builder = {
  readonly getConfig: (root: string, path: string | null, from: object | null) => Promise<Config>;
  readonly validateConfiguration: (config: object, logger: { readonly isEnabled: boolean }) => Promise<void>;
};

const require = createRequire(import.meta.url);
const builder = createRequire(require.resolve('electron-builder'))(
  'app-builder-lib/out/util/config/config',
) as Builder;
const load = (): Promise<Config> => builder.getConfig(ROOT, 'electron-builder.yml', null);

describe('electron-builder.yml', () => {
  it('is valid for the builder we pin', async () => {
    await builder.validateConfiguration(await load(), { isEnabled: false });
  });

  it('would be refused with a misspelt key, so that the test above means something', async () => {
    const misspelt = { ...(await load()), asarUnpacked: [] };
    await expect(builder.validateConfiguration(misspelt, { isEnabled: false })).rejects.toThrow(
      'asarUnpacked',
    );
  });

  it('gives up the sandbox nowhere', async () => {
    const config = await load();
    expect(config.toolsets?.appimage).toBeTruthy();
    expect(config.linux.executableArgs).toEqual([]);
    // Without its comments, of which one names the switch.
    expect(readFileSync(resolve(ROOT, 'electron-builder.yml'), 'utf8').replaceAll(/#.*/g, '')).not.toContain(
      'no-sandbox',
    );
  });

  it('leaves native modules outside the archive and builds none of them anew', async () => {
    const config = await load();
    expect(config.asarUnpack).toContain('**/*.node');
    expect(config.npmRebuild).toBe(false);
  });

  it('packs the built program and no source map', async () => {
    const { files } = await load();
    expect(files.flatMap(({ filter }) => filter)).toEqual(
      expect.arrayContaining(['out/main/**', 'out/preload/**', 'out/renderer/**', '!**/*.map']),
    );
  });
});
