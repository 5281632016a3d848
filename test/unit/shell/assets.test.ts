// The page's files: only what was built exists, and the policy that goes with each.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAsset, loadAssets, type Assets } from '../../../electron/shell/assets.ts';
import { CONTENT_SECURITY_POLICY } from '../../../electron/shell/csp.ts';

const ORIGIN = 'https://console.local';
let folder: string;
let assets: Assets;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'page-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), 'page');
  writeFileSync(join(folder, 'icon.png'), 'icon');
  writeFileSync(join(folder, 'assets/app.js'), 'code');
  writeFileSync(join(folder, 'assets/app.js.map'), 'sources');
  assets = loadAssets(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('assets', () => {
  it.each([
    ['/', 'page', 'text/html; charset=utf-8'],
    ['/?query', 'page', 'text/html; charset=utf-8'],
    ['/#/agents', 'page', 'text/html; charset=utf-8'],
    ['/assets/app.js', 'code', 'text/javascript; charset=utf-8'],
    ['/favicon.ico', 'icon', 'image/png'],
  ])('answers %s', (path, body, type) => {
    const asset = findAsset(assets, ORIGIN, ORIGIN + path);
    expect(asset?.body.toString()).toBe(body);
    expect(asset?.headers['Content-Type']).toBe(type);
    expect(asset?.headers['Content-Security-Policy']).toBe(CONTENT_SECURITY_POLICY);
  });

  it.each([
    'https://console.local/assets/app.js.map',
    'https://console.local/assets',
    'https://console.local/../package.json',
    'https://console.local/..%2f..%2fpackage.json',
    'https://console.local/assets/%2e%2e/index.html/',
    'https://console.local//index.html',
    'https://console.local.evil/',
    'https://console.local:8443/',
    'https://evil@console.local/',
    'https://:x@console.local/',
    'http://console.local/',
    'https://console.local@evil/',
    'file:///index.html',
    '',
    'index.html',
  ])('has nothing for %s', (url) => {
    expect(findAsset(assets, ORIGIN, url)).toBeUndefined();
  });

  it('refuses to serve a build without a page', () => {
    expect(() => loadAssets(join(folder, 'assets'))).toThrow('missing');
  });
});

describe('policy', () => {
  it('is exactly the one that was proven with the page’s libraries', () => {
    expect(CONTENT_SECURITY_POLICY).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'none'; base-uri 'none'; " +
        "form-action 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    );
  });

  const directives = new Map(
    CONTENT_SECURITY_POLICY.split('; ').map((line) => {
      const [name = '', ...values] = line.split(' ');
      return [name, values] as const;
    }),
  );

  it('names only directives that browsers know', () => {
    const known = /^(default|script|style|img|font|connect|object|frame|worker|media|manifest)-src$/;
    for (const name of directives.keys()) {
      const other = [
        'base-uri',
        'form-action',
        'frame-ancestors',
        'require-trusted-types-for',
        'trusted-types',
      ];
      expect(known.test(name) || other.includes(name), name).toBe(true);
    }
  });

  it('allows nothing but what comes from its own origin', () => {
    expect(directives.get('default-src')).toEqual(["'none'"]);
    expect(directives.get('connect-src')).toEqual(["'none'"]);
    expect(directives.get('trusted-types')).toEqual(["'none'"]);
    for (const values of directives.values()) {
      for (const value of values) expect(["'none'", "'self'", "'script'"]).toContain(value);
    }
  });
});
