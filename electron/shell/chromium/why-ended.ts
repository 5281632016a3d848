// A browser that ended before its window was there, told in one sentence by what it said last.
import type { Readable } from 'node:stream';

const KEPT_CHARACTERS = 8_192;

/** The end of what the browser wrote; it writes much that means nothing, so none of it is shown as it is. */
export function lastWords(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk) => (text = (text + String(chunk)).slice(-KEPT_CHARACTERS)));
  stream.on('error', () => undefined);
  return () => text;
}

const REASONS: readonly (readonly [RegExp, string])[] = [
  [
    /Authorization required|No protocol specified|MIT-MAGIC-COOKIE/i,
    'The screen does not let this user show a window (its X cookie was not accepted). Start it in your own desktop session.',
  ],
  [
    /Missing X server|cannot open display|Unable to open X display|Failed to connect to Wayland/i,
    'The screen cannot be reached. Start it in a desktop session, or use “npm start -- --headless” to run the gate without a window.',
  ],
  [
    /No usable sandbox|SUID sandbox helper|Failed to move to new namespace|sandbox is not (available|configured)/i,
    'It has no sandbox on this system, and Portcullis shows no page without one. Install your system’s sandbox package (Debian: chromium-sandbox), or allow user namespaces.',
  ],
  [
    /error while loading shared libraries/i,
    'A library it needs is missing. Install Chromium from your system’s packages.',
  ],
  [/No space left on device/i, 'The disk is full. Make room and start again.'],
];

export function whyEnded(code: number | null, signal: NodeJS.Signals | null, said: string): string {
  const reason = REASONS.find(([pattern]) => pattern.test(said))?.[1];
  const how = signal === null ? `exit code ${code ?? 'none'}` : `signal ${signal}`;
  return `Chromium ended before the window was there (${how}). ${reason ?? 'Start it by hand to see what it says.'}`;
}
