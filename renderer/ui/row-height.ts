// Row height in px: the density the operator chose, read from the token so that stylesheet and virtual lists never differ.
import { useSyncExternalStore } from 'react';

const COMFORTABLE = 36;

/** By density: asked for at every render, and asking the style makes the browser work it out in the middle of one. */
const known = new Map<string, number>();

function read(): number {
  const density = document.documentElement.dataset['density'] ?? '';
  const before = known.get(density);
  if (before !== undefined) return before;
  const height = measured();
  known.set(density, height);
  return height;
}

function measured(): number {
  const text = getComputedStyle(document.documentElement).getPropertyValue('--row');
  const height = Number.parseFloat(text);
  return Number.isFinite(height) && height > 0 ? height : COMFORTABLE;
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-density'] });
  return () => observer.disconnect();
}

export const useRowHeight = (): number => useSyncExternalStore(subscribe, read);
