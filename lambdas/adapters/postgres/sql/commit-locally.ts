/** `set local`: the next transaction waits for standbys again (PostgreSQL documentation, 20.5.1, synchronous_commit). */
export const WAIT_FOR_NOBODY = 'set local synchronous_commit = local';
