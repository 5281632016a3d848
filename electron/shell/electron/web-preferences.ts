// What the page may be: isolated, sandboxed, without Node. Electron security checklist items 2 to 6 and 8 to 11.
import type { WebPreferences } from 'electron';

// SECURITY: said in full although most are defaults, so that a changed default changes nothing here.
const FIXED = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
  spellcheck: false,
  disableBlinkFeatures: 'Auxclick',
} as const satisfies WebPreferences;

/** `devTools` only for a build that is run from its sources. */
export function webPreferences(options: {
  readonly preload: string;
  readonly devTools: boolean;
}): WebPreferences {
  return Object.freeze({ ...FIXED, preload: options.preload, devTools: options.devTools });
}
