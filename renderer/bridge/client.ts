// The only file that reads the exposed global. It gives the contract's client, typed by the contract and checked in the core.
// SECURITY: the contract is imported as a type alone; its validators run in the core, and zod would probe `eval` in the page.
import type { CallName, PortcullisClient } from '../../shared/contract/contract.ts';
import type { Bridge } from '../../shared/contract/push.ts';
import type { Result } from '../../shared/domain/result.ts';

declare global {
  interface Window {
    readonly portcullis: Bridge;
  }
}

/** Arguments of a call, amounts as msat text. */
export type Params<K extends CallName> = Parameters<PortcullisClient[K]>[0];
/** What a call gives when it is not refused. */
export type Value<K extends CallName> =
  Awaited<ReturnType<PortcullisClient[K]>> extends infer R
    ? R extends { readonly ok: true; readonly value: infer V }
      ? V
      : never
    : never;

const LOST =
  'The console’s core did not answer. Nothing was changed by this window; close it and start the console again.';

function isResult(answer: unknown): answer is Result<unknown> {
  if (typeof answer !== 'object' || answer === null || !('ok' in answer)) return false;
  return answer.ok === true
    ? 'value' in answer
    : answer.ok === false && 'code' in answer && 'message' in answer;
}

/**
 * The status is answered from memory, so a core that has not said it within this time says nothing at all. Other calls may take as
 * long as they need: giving one up would leave the operator in doubt of what it did.
 */
const STATUS_WITHIN_MS = 10_000;

const givenUp = (after: number): Promise<undefined> =>
  new Promise((resolve) => setTimeout(() => resolve(undefined), after));

/** Makes the typed client over a bridge. A bridge that breaks, or a core that has gone silent, answers as a refusal, never as a throw. */
export function createClient(bridge: Bridge): PortcullisClient {
  const ask = async (name: string, params: unknown): Promise<Result<unknown>> => {
    try {
      const called = bridge.call(name, params);
      const answer = await (name === 'app.status'
        ? Promise.race([called, givenUp(STATUS_WITHIN_MS)])
        : called);
      return isResult(answer) ? answer : { ok: false, code: 'internal', message: LOST };
    } catch {
      return { ok: false, code: 'internal', message: LOST };
    }
  };
  return new Proxy({} as PortcullisClient, {
    get: (_, name) => (typeof name === 'string' ? (params: unknown) => ask(name, params) : undefined),
  });
}

/** The bridge the shell's preload put on the page. */
export const exposedBridge = (): Bridge => window.portcullis;
