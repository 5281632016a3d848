// Content top: where the screen begins below the top bar and its banners, in px, so that what floats beside the content covers neither.
import { useSyncExternalStore } from 'react';

const content = (): HTMLElement | null => document.getElementById('content');

function subscribe(listener: () => void): () => void {
  const observer = new ResizeObserver(listener);
  const seen = content();
  if (seen) observer.observe(seen);
  window.addEventListener('resize', listener);
  return () => {
    observer.disconnect();
    window.removeEventListener('resize', listener);
  };
}

/** 0 where there is no such screen, as in a test of one component. */
const top = (): number => Math.max(0, Math.round(content()?.getBoundingClientRect().top ?? 0));

export const useContentTop = (): number => useSyncExternalStore(subscribe, top);
