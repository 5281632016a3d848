// Row height in px: the density the operator chose, read from the token so that stylesheet and virtual lists never differ.
import { useSyncExternalStore } from 'react';

const COMFORTABLE = 36;

function read(): number {
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
