// What the built page loads before anything lazy: its entry, every module that is imported statically from there, and its stylesheets.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export type FirstLoad = {
  /** Names below the page's folder, in the order found. */
  readonly files: readonly string[];
  /** Bytes of scripts and stylesheets together, each gzipped as a server would (level 9). */
  readonly gzipBytes: number;
};

/** `folder`: the built page. Throws when its index.html has no script. */
export function firstLoad(folder: string): FirstLoad {
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const named = [...page.matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g)].map(([, name = '']) => name);
  if (!named.some((name) => name.endsWith('.js'))) throw new Error(`${folder} has no script`);
  const files = [...new Set(named)];
  for (const name of files) {
    if (!name.endsWith('.js')) continue;
    const text = readFileSync(join(folder, name), 'utf8');
    // `import … from"./x.js"`, `export … from"./x.js"` and `import"./x.js"`; `import("./x.js")` is lazy.
    for (const [, other = ''] of text.matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([\w.-]+\.js)["']/g)) {
      const path = `${name.slice(0, name.lastIndexOf('/') + 1)}${other}`;
      if (!files.includes(path)) files.push(path);
    }
  }
  const gzipBytes = files.reduce(
    (sum, name) => sum + gzipSync(readFileSync(join(folder, name)), { level: 9 }).length,
    0,
  );
  return { files, gzipBytes };
}
