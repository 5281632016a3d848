// Request: a verified 23194 event opened down to method and params. Source: NIP-47 (encryption tag), NIP-40 (expiration), NIP-44.
import type { UnixSeconds } from '../../../shared/domain/time.ts';
import type { Conversation } from '../encryption.ts';
import { expirationOf, tagValue, type VerifiedEvent } from '../event.ts';
import { badRequest, failure, type Reply } from './answer.ts';

export type Opened =
  | {
      readonly kind: 'request';
      readonly method: string;
      readonly params: unknown;
      readonly expiresAt: UnixSeconds | null;
    }
  /** Cannot be served; `method` is what to put in `result_type`. */
  | { readonly kind: 'refused'; readonly method: string; readonly reply: Reply };

export const ENCRYPTION = 'nip44_v2';
const METHOD_NAME = /^[a-z][a-z0-9_]{0,63}$/;
const UNKNOWN_METHOD = 'unknown';

const refused = (reply: Reply, method = UNKNOWN_METHOD): Opened => ({ kind: 'refused', method, reply });

export function openRequest(event: VerifiedEvent, conversation: Conversation): Opened {
  // SECURITY: NIP-04 is unauthenticated. A missing tag means NIP-04, so it is refused like any other scheme; never guessed.
  if (tagValue(event, 'encryption') !== ENCRYPTION)
    return refused(failure('UNSUPPORTED_ENCRYPTION', 'unsupported_encryption', `use ${ENCRYPTION}`));

  const text = conversation.decrypt(event.content);
  if (!text.ok) return refused(badRequest(text.message));

  const body = parseJson(text.value);
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return refused(badRequest('the content is not a JSON object'));
  const { method, params = {} } = body as { method?: unknown; params?: unknown };
  if (typeof method !== 'string') return refused(badRequest('method: must be text'));
  const shown = METHOD_NAME.test(method) ? method : UNKNOWN_METHOD;

  const expiresAt = expirationOf(event);
  if (expiresAt === 'malformed') return refused(badRequest('expiration: must be unix seconds'), shown);
  const given = params ?? {};
  if (typeof given !== 'object' || Array.isArray(given))
    return refused(badRequest('params: must be an object'), shown);
  return { kind: 'request', method, params: given, expiresAt };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
