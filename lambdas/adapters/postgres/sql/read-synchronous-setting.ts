export type SynchronousRow = { setting: string };

export const READ_SYNCHRONOUS_SETTING = `select current_setting('synchronous_standby_names') as setting`;
