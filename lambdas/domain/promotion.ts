export type Promotion = { how: 'ssm' | 'sql' | 'already'; commandId?: string; timelineBefore: number; at: string };

export type Confirmation = {
  state: 'promoted' | 'in-recovery' | 'unreachable';
  timeline?: number;
  lsn?: string;
  evidence: string;
  at: string;
};
