/** `$1` = incident id. A row left by a verification that was cut off is taken over. */
export const CREATE_ROW = `
  insert into reprise.verification (id, state, at) values ($1, 'created', clock_timestamp())
  on conflict (id) do update set state = excluded.state, at = excluded.at
  returning id
`;

export type VerificationRow = { state: string; server_address: string | null };

export const READ_ROW = `
  select state, host(inet_server_addr()) as server_address from reprise.verification where id = $1
`;

export const UPDATE_ROW = `update reprise.verification set state = 'updated', at = clock_timestamp() where id = $1 returning id`;

export const DELETE_ROW = `delete from reprise.verification where id = $1 and state = 'updated' returning id`;
