import { Client } from 'pg';

export type DirectClient = {
  /** Address of the node itself: the name that clients should use plays no part. */
  node: { host: string; address: string };
  port: number;
  database: string;
  user: string;
  password: string;
  /** Certificate authority in PEM; absent = no TLS. */
  ca: string | undefined;
};

/** What became of a write straight to a node. `answer`: what the server or the network said. */
export type DirectWrite = { at: string; node: string; accepted: boolean; answer: string };

const PATIENCE_MILLISECONDS = 800;

/** A client that knows the address of the old primary and never asks for the name again: tries once to commit a payment there. */
export async function writeDirectly(client: DirectClient, number: number): Promise<{ accepted: boolean; answer: string }> {
  const { node, port, database, user, password, ca } = client;
  const ssl = ca === undefined ? {} : { ssl: { ca, servername: node.host } };
  const connection = new Client({
    host: node.address,
    port,
    database,
    user,
    password,
    connectionTimeoutMillis: PATIENCE_MILLISECONDS,
    query_timeout: PATIENCE_MILLISECONDS,
    ...ssl,
  });
  connection.on('error', () => undefined);
  try {
    await connection.connect();
    await connection.query('insert into payments (number) values ($1)', [number]);
    return { accepted: true, answer: 'the write was acknowledged' };
  } catch (error) {
    return { accepted: false, answer: error instanceof Error ? error.message : String(error) };
  } finally {
    void connection.end().catch(() => undefined);
  }
}
