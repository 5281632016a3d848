// useTyped: a search field that shows every letter at once and tells of them when the typing rests.
import { useEffect, useRef, useState, type ChangeEvent } from 'react';
import { afterHearing, afterKey, afterRest, typedAtFirst } from './typed.ts';

/** Milliseconds without a key after which what was typed is told. */
const REST_MS = 250;

/** `value` and `onChange` for an input. */
export function useTyped(value: string, onTyped: (text: string) => void) {
  const [state, setState] = useState(() => typedAtFirst(value));
  const heard = afterHearing(state, value);
  if (heard !== state) setState(heard);
  const tell = useRef(onTyped);
  useEffect(() => {
    tell.current = onTyped;
  });
  const { text, told } = heard;
  useEffect(() => {
    if (text === told) return;
    const timer = setTimeout(() => {
      setState(afterRest);
      tell.current(text);
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [text, told]);
  return {
    value: text,
    onChange: (event: ChangeEvent<HTMLInputElement>): void => {
      const typed = event.target.value;
      setState((before) => afterKey(before, typed));
    },
  };
}
