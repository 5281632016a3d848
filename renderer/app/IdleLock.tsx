// IdleLock: locks the screen when nobody is there, and says so half a minute before (WCAG 2.2.1).
import { useEffect, useRef, useState } from 'react';
import { useRead } from '../bridge/queries.ts';
import { IDLE, idleVerdict } from './idle.ts';

const INPUTS = ['pointermove', 'pointerdown', 'keydown', 'wheel'] as const;
const seconds = (): number => Date.now() / 1_000;

export function IdleLock({ onLock }: { readonly onLock: () => void }) {
  const minutes = useRead('settings.get', {}).data?.lockAfterMinutes;
  const [warned, setWarned] = useState(false);
  const lock = useRef(onLock);
  useEffect(() => {
    lock.current = onLock;
  });
  useEffect(() => {
    if (minutes === undefined) return;
    let lastInput = seconds();
    let lastTick = lastInput;
    const onInput = (): void => {
      lastInput = seconds();
      setWarned(false);
    };
    const timer = setInterval(() => {
      const now = seconds();
      const verdict = idleVerdict(now, lastInput, lastTick, minutes * 60);
      lastTick = now;
      if (verdict === 'lock') {
        lastInput = now;
        lock.current();
      }
      setWarned(verdict === 'warn');
    }, IDLE.tick * 1_000);
    for (const name of INPUTS) window.addEventListener(name, onInput, { passive: true });
    return () => {
      clearInterval(timer);
      for (const name of INPUTS) window.removeEventListener(name, onInput);
    };
  }, [minutes]);
  return (
    <div
      role="status"
      className={
        warned
          ? 'fixed bottom-5 left-1/2 z-60 -translate-x-1/2 rounded-lg border border-warn/60 bg-raised px-4 py-2 text-sm shadow-float'
          : 'sr-only'
      }
    >
      {warned ? 'The screen locks in half a minute. Move the pointer or press a key to stay.' : ''}
    </div>
  );
}
