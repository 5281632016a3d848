// Size of a value as JSON without making the JSON: stops at the bound, so ten megabytes cost no more than the bound allows.

/** Deepest nesting that is looked into; the contract needs five levels. */
const MAX_DEPTH = 32;

/**
 * Bytes (UTF-8) the value takes as JSON; at least that many for text that needs escapes. Infinity when it is above `bound`, is nested
 * deeper than 32, holds a cycle, or holds what JSON cannot say (functions, bigints, class instances).
 */
export function jsonSize(value: unknown, bound: number): number {
  let size = 0;

  const add = (bytes: number): boolean => {
    size += bytes;
    return size <= bound;
  };

  const text = (content: string): boolean =>
    // The cheap lower bound first: a huge string is refused without being read.
    content.length + 2 + size <= bound && add(escapedLength(content) + 2);

  const measure = (part: unknown, depth: number): boolean => {
    if (depth > MAX_DEPTH) return false;
    switch (typeof part) {
      case 'string':
        return text(part);
      case 'number':
        return Number.isFinite(part) && add(String(part).length);
      case 'boolean':
        return add(part ? 4 : 5);
      case 'undefined':
        return depth === 0 || add(4);
      case 'object':
        if (part === null) return add(4);
        return Array.isArray(part) ? list(part, depth) : record(part, depth);
      case 'bigint':
      case 'function':
      case 'symbol':
        return false;
    }
  };

  const list = (items: readonly unknown[], depth: number): boolean => {
    if (!add(2 + Math.max(0, items.length - 1))) return false;
    for (const item of items) if (!measure(item, depth + 1)) return false;
    return true;
  };

  const record = (fields: object, depth: number): boolean => {
    const prototype: unknown = Object.getPrototypeOf(fields);
    if (prototype !== Object.prototype && prototype !== null) return false;
    if (!add(2)) return false;
    let first = true;
    for (const key in fields) {
      if (!add(first ? 1 : 2) || !text(key)) return false;
      if (!measure((fields as Record<string, unknown>)[key], depth + 1)) return false;
      first = false;
    }
    return true;
  };

  return measure(value, 0) ? size : Number.POSITIVE_INFINITY;
}

/** RFC 8259 section 7: what must be escaped, counted as `JSON.stringify` writes it. */
function escapedLength(content: string): number {
  return Buffer.byteLength(JSON.stringify(content), 'utf8') - 2;
}
