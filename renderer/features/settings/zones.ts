// Time zones in words: this machine's, UTC, or one of those the browser knows by name (IANA).

/** Names as the operator may type them, sorted. */
export const zoneNames = (): readonly string[] => Intl.supportedValuesOf('timeZone');

/** The name as the database writes it, whatever the case it was typed in; undefined when there is none. */
export function zoneTyped(text: string): string | undefined {
  const wanted = text.trim().replaceAll(' ', '_').toLowerCase();
  return zoneNames().find((name) => name.toLowerCase() === wanted);
}

/** Of this machine. */
export const localZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;
