declare module 'dynalite' {
  import type { Server } from 'node:http';
  /** A DynamoDB over HTTP, in memory unless a path is given. */
  export default function dynalite(options?: { createTableMs?: number; deleteTableMs?: number; updateTableMs?: number }): Server;
}
