// What Electron's security checklist asks of the sources as a whole: who may import what, which version is pinned, what nobody writes.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const sources = ['shared', 'electron', 'renderer'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|tsx|mjs|html)$/.test(name))
    .map((name) => join(folder, name)),
);

describe('the sources', () => {
  it('import Electron in its own shell only, and there never what opens another program', () => {
    const importers = sources.filter((file) =>
      /from 'electron'|require\('electron'\)|import\('electron'\)/.test(read(file)),
    );
    expect(importers.length).toBeGreaterThan(5);
    for (const file of importers) {
      expect(file).toMatch(/^electron\/shell\/electron\//);
      const names = /import (?:type )?\{([^}]+)\} from 'electron'/.exec(read(file))?.[1] ?? '';
      expect(names, file).not.toMatch(
        /\b(shell|remote|webFrame|desktopCapturer|clipboard|ipcMain|BrowserView|WebContentsView)\b/,
      );
    }
  });

  it('nowhere loosen what the page may do', () => {
    const loose =
      /webSecurity|allowRunningInsecureContent|experimentalFeatures|enableBlinkFeatures|allowpopups|bypassCSP|executeJavaScript|<webview/;
    expect(
      sources.filter((file) => loose.test(read(file).replaceAll(/\/\/.*|\/\*[\s\S]*?\*\//g, ''))),
    ).toEqual([]);
  });

  it('load a page by no file: and no http: address', () => {
    const shells = sources.filter((file) => file.startsWith('electron/shell/'));
    const code = (file: string): string => read(file).replaceAll(/\/\/.*|\/\*[\s\S]*?\*\//g, '');
    expect(shells.filter((file) => /loadFile\(|['"`]file:|['"`]http:/.test(code(file)))).toEqual([]);
  });
});

describe('Electron', () => {
  it('is pinned exactly, to one of the newest three majors of the last review', () => {
    const manifest = JSON.parse(read('package.json')) as {
      readonly devDependencies: Readonly<Record<string, string>>;
    };
    const line = JSON.parse(read('electron/build/electron-line.json')) as {
      readonly reviewed: string;
      readonly supportedMajors: readonly number[];
    };
    const version = manifest.devDependencies['electron'] ?? '';
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(line.supportedMajors).toHaveLength(3);
    expect(line.supportedMajors).toContain(Number(version.split('.')[0]));
    expect(Date.parse(line.reviewed)).toBeGreaterThan(0);
  });
});
