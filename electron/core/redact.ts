// Takes secrets out of what is about to be logged, by the name of the field and by the look of the text. The last lock, not the only one.

/** SECURITY: a field so named is never written, whatever it holds. */
const SECRET_NAMES =
  /passphrase|password|secret|macaroon|preimage|mnemonic|seed|nsec|private|token|authorization|cookie|^uri$|key$/i;

const HIDDEN = '[redacted]';
const MAX_DEPTH = 6;
const MAX_ITEMS = 100;
const MAX_TEXT = 4_000;

/** Text by whose look it is a bearer right or a key. Bare 32-byte hex may be a hash or a key: eight characters tell them apart. */
const SECRET_TEXTS: readonly (readonly [RegExp, string])[] = [
  [/nostr\+walletconnect:[^\s"']*/gi, 'nostr+walletconnect:[redacted]'],
  [/\b(nsec|ncryptsec)1[02-9ac-hj-np-z]{20,}/gi, '$11[redacted]'],
  [/\b[xyzt]prv[1-9A-HJ-NP-Za-km-z]{40,}/g, '[redacted xprv]'],
  [/-----BEGIN [^-]*PRIVATE KEY-----[\s\S]*?(-----END [^-]*-----|$)/g, '[redacted private key]'],
  [/\b([0-9a-f]{8})[0-9a-f]{56}([0-9a-f]{2})*\b/gi, '$1…'],
];

/** A copy fit for a log: errors as name, message, code and stack; bytes as their count. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
  if (depth >= MAX_DEPTH) return '[deeper]';
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MAX_ITEMS)
      .map(([name, field]) => [name, SECRET_NAMES.test(name) ? HIDDEN : redact(field, depth + 1)]),
  );
}

function redactText(text: string): string {
  const short = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  return SECRET_TEXTS.reduce((clean, [pattern, instead]) => clean.replace(pattern, instead), short);
}

function redactError(error: Error, depth: number): unknown {
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    message: redactText(error.message),
    ...(code === undefined ? {} : { code: redact(code, depth + 1) }),
    stack: redactText(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
  };
}
