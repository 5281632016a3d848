// Files that are not what they were: the console starts, says so, and loses nothing.
import { expect, test } from '@playwright/test';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp } from './fixtures/app.ts';

for (const [what, content] of [
  ['cut in the middle', '{"theme":"li'],
  ['of another shape', '{"theme":"mauve","lockAfterMinutes":-1}'],
  ['binary', '\u0000\u0001\u0002'],
] as const) {
  test(`a settings file ${what} is set aside, and the console starts with its defaults`, async () => {
    const data = mkdtempSync(join(tmpdir(), 'portcullis-e2e-'));
    writeFileSync(join(data, 'settings.json'), content);
    const complaints: string[] = [];
    const { app, stop } = await startApp({ mode: 'ask', data }, complaints);
    try {
      await expect(app.page.getByRole('button', { name: 'Set up my fleet' })).toBeVisible();
      const [aside, ...more] = readdirSync(data).filter((name) => name.startsWith('settings.json.bad-'));
      expect(more).toEqual([]);
      expect(readFileSync(join(data, aside ?? 'none'), 'utf8')).toBe(content);
      expect(complaints).toEqual([]);
    } finally {
      await stop();
      rmSync(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    }
  });
}
