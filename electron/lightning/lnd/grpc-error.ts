// gRPC errors as the library passes them on: an array of code, name and cause, a plain Error, or gRPC's own.
import { status } from '@grpc/grpc-js';
import { z } from 'zod';

export type GrpcError = { readonly code: number; readonly details: string };

const grpc = z.object({ code: z.number().int(), details: z.string() });
const fromLibrary = z.union([
  z.tuple([z.number(), z.string(), z.object({ err: z.unknown() })]),
  z.tuple([z.number(), z.string()]).rest(z.unknown()),
]);

/** The library's own code and name; null when it is not one of its arrays. */
export function libraryErrorOf(error: unknown): { readonly code: number; readonly name: string } | null {
  const parsed = fromLibrary.safeParse(error);
  return parsed.success ? { code: parsed.data[0], name: parsed.data[1] } : null;
}

/** What gRPC said, wherever it is wrapped; null when the error did not come from a call. */
export function grpcErrorOf(error: unknown): GrpcError | null {
  const direct = grpc.safeParse(error);
  if (direct.success) return direct.data;
  const wrapped = fromLibrary.safeParse(error);
  if (!wrapped.success) return null;
  const [, , rest] = wrapped.data;
  const inner = z.object({ err: grpc }).safeParse(rest);
  return inner.success ? inner.data.err : null;
}

export const codeName = (code: number): string => status[code] ?? `code ${code}`;

/** A remote text as it may be stored and shown: one line, printable, bounded. */
export const quoted = (text: string): string =>
  text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 200);
