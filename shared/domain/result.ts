// Result: errors as values at borders; `throw` is for bugs.

export type Ok<T> = { readonly ok: true; readonly value: T };
export type Refusal<C extends string = string> = {
  readonly ok: false;
  readonly code: C;
  readonly message: string;
};
export type Result<T, C extends string = string> = Ok<T> | Refusal<C>;

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });
/** `message` is a sentence for the operator: what happened, what was not done, what to do next. */
export const refuse = <C extends string>(code: C, message: string): Refusal<C> => ({
  ok: false,
  code,
  message,
});

export function assertNever(value: never): never {
  throw new Error(`unexpected case: ${String(value)}`);
}
