export type NewestHistoryRow = { timeline: number | null };

/**
 * Newest timeline of which the server has the history file, `null` without any. A standby has the file before the first record of the
 * timeline; its control file names the timeline only after a restartpoint, and the receiver only while it runs. Needs pg_monitor.
 */
export const READ_NEWEST_HISTORY = `
  select max(('x' || left(name, 8))::bit(32)::int) as timeline from pg_ls_waldir() where name ~ '^[0-9A-F]{8}[.]history$'
`;
