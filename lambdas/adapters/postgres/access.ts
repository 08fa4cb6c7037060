import type { DatabaseNode, Plan } from '../../../lib/plan/schema.ts';
import type { Parameters } from '../aws/parameters.ts';

/** What is needed to open a session, besides whom to reach. */
export type DatabaseAccess = {
  database: string;
  user: string;
  port: number;
  tlsMode: Plan['database']['tls']['mode'];
  /** Region of the function; key of its heartbeat row. */
  vantage: string;
  password(): Promise<string>;
  /** PEM of the certificate authority; `undefined` = those Node trusts. */
  authority(): Promise<string | undefined>;
  /**
   * The session takes replication commands as well, and no parameters. Of a database: pg_hba.conf lets it in where it lets the role in, also
   * without a line for `replication`.
   */
  replication?: 'database';
};

/** Whom to reach: where packets go, and the names one of which the server's certificate must carry. */
export type SessionTarget = { label: string; host: string; names: string[] };

/** Access as the plan describes it; password and authority are read when a session needs them. */
export function accessOf(plan: Pick<Plan, 'database'>, region: string, parameters: Parameters): DatabaseAccess {
  const { name, user, port, tls, passwordParameter } = plan.database;
  const verifies = tls.mode === 'verify-full' || tls.mode === 'verify-ca';
  return {
    database: name,
    user,
    port,
    tlsMode: tls.mode,
    vantage: region,
    password: () => parameters(passwordParameter),
    authority: async () => (verifies && tls.caParameter !== undefined ? parameters(tls.caParameter) : undefined),
  };
}

/** A node is reached by its address, so that its look does not depend on DNS; its certificate must be its host's. */
export const nodeTarget = ({ id, address, host }: DatabaseNode): SessionTarget => ({ label: id, host: address, names: [host] });

/** Through the name any node may answer: its certificate carries the name or the host of that node. */
export const writerTarget = ({ database }: Pick<Plan, 'database'>): SessionTarget => ({
  label: database.writer.name,
  host: database.writer.name,
  names: [database.writer.name, ...database.nodes.map((node) => node.host)],
});
