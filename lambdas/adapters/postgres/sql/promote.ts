export type PromoteRow = { promoted: boolean };

/** `$1` = seconds to wait. */
export const PROMOTE = 'select pg_promote(true, $1::int) as promoted';
