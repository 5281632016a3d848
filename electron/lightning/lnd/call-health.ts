// Call health: how each RPC fares, counted where every call passes. Method names and words of errors only; no argument, no answer.
import {
  InterceptingCall,
  ListenerBuilder,
  RequesterBuilder,
  status,
  type Interceptor,
  type StatusObject,
} from '@grpc/grpc-js';
import type { Clock } from '../../store/clock.ts';
import type { CallHealth } from '../node-insight.ts';
import { codeName, quoted } from './grpc-error.ts';

type Row = { -readonly [K in keyof CallHealth]: CallHealth[K] };

export type HealthBook = {
  readonly interceptor: Interceptor;
  /** In order of name. */
  readonly read: () => readonly CallHealth[];
};

export function createHealthBook(clock: Clock): HealthBook {
  const rows = new Map<string, Row>();
  const rowOf = (path: string): Row => {
    const call = path.replace(/^\/\w+\./, '').replace('/', '.');
    const found = rows.get(call);
    if (found) return found;
    const fresh = {
      call,
      answered: 0,
      failed: 0,
      lastAnswerAt: null,
      lastFailureAt: null,
      lastFailure: null,
      tookMs: null,
    };
    rows.set(call, fresh);
    return fresh;
  };

  const ended = (row: Row, { code, details }: StatusObject, streaming: boolean): void => {
    // Streams are ended by us; a lookup ends its own after the first word.
    if (code === status.OK || (streaming && code === status.CANCELLED)) return;
    row.failed += 1;
    row.lastFailureAt = clock.now();
    row.lastFailure = `${codeName(code)}: ${quoted(details)}`;
  };

  return {
    read: () => [...rows.values()].toSorted((a, b) => (a.call < b.call ? -1 : 1)).map((row) => ({ ...row })),
    interceptor: (options, next) => {
      const { path, responseStream } = options.method_definition;
      const row = rowOf(path);
      const started = clock.monotonic();
      const requester = new RequesterBuilder()
        .withStart((metadata, _listener, start) =>
          start(
            metadata,
            new ListenerBuilder()
              .withOnReceiveMessage((message, pass) => {
                row.answered += 1;
                row.lastAnswerAt = clock.now();
                row.tookMs = responseStream ? null : Math.round(clock.monotonic() - started);
                pass(message);
              })
              .withOnReceiveStatus((given, pass) => {
                ended(row, given, responseStream);
                pass(given);
              })
              .build(),
          ),
        )
        .build();
      return new InterceptingCall(next(options), requester);
    },
  };
}
