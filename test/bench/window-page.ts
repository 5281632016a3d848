// What is measured inside of the page: frames, delays of keys, changes of screen, the last paint of a start.
import type { Page } from '@playwright/test';

/** Frames over `ms`, and the longest wait between two. */
export const countFrames = (page: Page, ms: number): Promise<{ perSecond: number; longestMs: number }> =>
  page.evaluate(
    (span) =>
      new Promise<{ perSecond: number; longestMs: number }>((resolve) => {
        const begin = performance.now();
        let last = begin;
        let frames = 0;
        let longestMs = 0;
        const next = (now: number): void => {
          frames += 1;
          longestMs = Math.max(longestMs, now - last);
          last = now;
          if (now - begin < span) requestAnimationFrame(next);
          else resolve({ perSecond: (frames * 1_000) / (now - begin), longestMs });
        };
        requestAnimationFrame(next);
      }),
    ms,
  );

/** Milliseconds from each key to the first handler that sees it, over `ms`. */
export const inputDelays = (page: Page, ms: number): Promise<number[]> =>
  page.evaluate(
    (span) =>
      new Promise<number[]>((resolve) => {
        const delays: number[] = [];
        const note = (event: Event): void => void delays.push(performance.now() - event.timeStamp);
        addEventListener('keydown', note, { capture: true });
        setTimeout(() => {
          removeEventListener('keydown', note, { capture: true });
          resolve(delays);
        }, span);
      }),
    ms,
  );

/** Unix milliseconds of the largest contentful paint so far. */
export const lastPaint = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const last = list.getEntries().at(-1);
          resolve(performance.timeOrigin + (last?.startTime ?? Number.NaN));
        }).observe({ type: 'largest-contentful-paint', buffered: true });
      }),
  );

const ROUTES = ['Overview', 'Approvals', 'Agents', 'Timeline', 'Nodes', 'Settings'] as const;
const TIMES = 4;

/** Each screen several times: the median from the click to the frame after its heading stands there. */
export async function routeChanges(
  page: Page,
): Promise<readonly { readonly name: string; readonly ms: number }[]> {
  const rail = page.getByRole('navigation', { name: 'Screens' });
  const all = new Map<string, number[]>();
  for (let time = 0; time < TIMES; time += 1)
    for (const name of ROUTES) {
      const changed = page.evaluate(
        (heading) =>
          new Promise<number>((resolve) => {
            let clicked = 0;
            addEventListener('click', (event) => (clicked = event.timeStamp), { capture: true, once: true });
            const seen = (): boolean => document.querySelector('h1')?.textContent === heading;
            const observer = new MutationObserver(() => {
              if (clicked === 0 || !seen()) return;
              observer.disconnect();
              // Once to be before the frame, and once more to be after it was drawn.
              requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - clicked)));
            });
            observer.observe(document.body, { childList: true, subtree: true, characterData: true });
          }),
        name,
      );
      await rail.getByRole('link', { name }).click();
      all.set(name, [...(all.get(name) ?? []), await changed]);
    }
  return [...all].map(([name, times]) => ({
    name,
    ms: times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN,
  }));
}
