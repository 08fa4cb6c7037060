export type NewestHeartbeatRow = { at: Date; vantage: string };

export const READ_NEWEST_HEARTBEAT = `
  select at, vantage from reprise.heartbeat order by at desc limit 1
`;
