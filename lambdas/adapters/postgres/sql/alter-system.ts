import pg from 'pg';

/** Settings the role is granted (grants.sql). */
export type GrantedSetting = 'synchronous_standby_names' | 'primary_conninfo' | 'primary_slot_name';

/** ALTER SYSTEM takes no parameters, so the value is written as a literal; it cannot run inside a transaction, so it stands alone. */
export function alterSystem(setting: GrantedSetting, value: string): string {
  return `alter system set ${setting} = ${pg.escapeLiteral(value).trim()}`;
}

export const RELOAD = 'select pg_reload_conf()';
