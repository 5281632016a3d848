// Agent names: what is stored and what counts as the same name. Source: Unicode NFKC (UAX 15), so that a full-width twin is no new name.

/** Invisible or direction-changing characters: two names that look alike on screen must not differ only by these. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** The name as it is stored and shown. May come out empty when nothing visible was typed. */
export const storedName = (typed: string): string =>
  typed.normalize('NFKC').replace(UNSEEN, '').replace(/\s+/gu, ' ').trim();

/** Two names with the same key are the same name. */
export const nameKey = (name: string): string => storedName(name).toLowerCase().normalize('NFKC');
