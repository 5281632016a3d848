// Outflow buckets: how wide one row of `outflow` is. The schema's triggers say the same figure (migrations.ts); a step that was applied never changes.

/** Seconds of one row. */
export const BUCKET_SECONDS = 600;

/** The bucket of a column of unix seconds, as SQL. */
export const bucketOf = (column: string): string => `${column} / ${BUCKET_SECONDS} * ${BUCKET_SECONDS}`;
