/** What may happen to the world while a recovery runs. */
export const HAPPENINGS = [
  'server dies',
  'server returns',
  'server restarts',
  'commits hang',
  'commits return',
  'host falls silent',
  'host is heard again',
  'functions are cut off',
  'functions reach it again',
  'streams are cut',
  'streams flow again',
  'agent dies',
  'agent is back',
  'EC2 falls silent',
  'EC2 answers again',
  'lock table falls silent',
  'lock table answers again',
  'db-2 dies',
  'db-2 returns',
  'db-3 lags',
  'db-3 follows again',
  'a person promotes db-3',
  'clients write',
] as const;
export type Happening = (typeof HAPPENINGS)[number];
/** `at` in seconds since the start. */
export type Scheduled = { at: number; what: Happening };
/**
 * How the next effect turns out: carried out and answered, carried out but unanswered, lost, refused, carried out later without an answer,
 * or answered now and carried out later (a lie; only about fencing, elsewhere it counts as `later`).
 */
export const FATES = ['done', 'done-unanswered', 'lost', 'refused', 'later', 'lies'] as const;
export type Fate = (typeof FATES)[number];

/** What would hide a lie from every look: waits until the lie has come true. A host that lies unseen by anybody has to be believed. */
export const HIDING: readonly Happening[] = ['host falls silent', 'functions are cut off', 'streams are cut'];
