// What the built page brings: little before its first screen, and nothing that is for its makers alone.
import { expect, test } from '@playwright/test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstLoad } from '../support/page-weight.ts';
import { ROOT } from './fixtures/product.ts';

const PAGE = join(ROOT, 'out', 'renderer');

test('loads at most 250 kB of script and style, gzipped, before anything lazy', () => {
  const { files, gzipBytes } = firstLoad(PAGE);
  expect(files.length).toBeGreaterThan(1);
  expect(gzipBytes, files.join(', ')).toBeLessThanOrEqual(250_000);
});

test('has charts, but not before they are looked at', () => {
  const charts = readdirSync(join(PAGE, 'assets')).filter((name) => /^ChartCanvas-.*\.js$/.test(name));
  expect(charts).toHaveLength(1);
  expect(firstLoad(PAGE).files.join()).not.toContain('ChartCanvas');
});

test('holds no gallery, no pretend bridge, no source map and no test', () => {
  const names = readdirSync(PAGE, { recursive: true, encoding: 'utf8' });
  expect(names.filter((name) => /gallery|\.map$|\.tsx?$|\.spec\.|\.test\./.test(name))).toEqual([]);
  const scripts = names
    .filter((name) => /\.(js|css|html)$/.test(name))
    .map((name) => readFileSync(join(PAGE, name), 'utf8'));
  for (const text of scripts)
    expect(text).not.toMatch(/sourceMappingURL|fakeBridgeOptions|A table with its tools/);
});
