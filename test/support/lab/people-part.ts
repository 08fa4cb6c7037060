import type { PeoplePart } from '../../../lab/people-part.ts';
import type { StatusJson } from '../../../messages/status-page/compose.ts';

export const INCIDENT_ID = 'inc-20261123-100003-0a1b2c3d';

const known = { id: INCIDENT_ID, scenario: 'database-failover', severity: 'P1', severityName: 'Critique', notices: {} } as const;

const page = (change: Partial<StatusJson>): PeoplePart['statusPage'] => {
  const status = { schemaVersion: 1, service: 'X', asOf: '', timeZone: 'UTC', state: 'well', open: [], past: [], ...change };
  return [
    { key: 'fr.html', body: '<!doctype html>', contentType: 'text/html' },
    { key: 'regions/eu-west-3.json', body: '{}', contentType: 'application/json' },
    { key: 'status.json', body: JSON.stringify(status), contentType: 'application/json' },
  ];
};

const ladder = (change: Partial<PeoplePart['ladders'][number]>): PeoplePart['ladders'][number] => ({
  arn: 'arn:ladder',
  name: INCIDENT_ID,
  machine: 'reprise-x-escalation',
  region: 'eu-west-3',
  input: { incident: { id: INCIDENT_ID, severity: 'P1' } },
  startedAt: '2026-11-23T10:00:04.200Z',
  status: 'SUCCEEDED',
  path: ['Join incident', 'Climb ladder', 'What next?', 'Await news', 'Climb ladder', 'What next?', 'Everybody was told'],
  ...change,
});

/** Of a recovery that is over, and was told, shown and written up. */
export const overForPeople = (): PeoplePart => ({
  ladders: [ladder({})],
  statusPage: page({
    past: [
      {
        ...known,
        startedAt: '2026-11-23T10:00:03.000Z',
        resolvedAt: '2026-11-23T10:00:09.500Z',
        durationSeconds: 6.5,
        outcome: 'recovered',
      },
    ],
  }),
  postMortems: ['fr.md', 'fr.html'].map((end) => ({
    key: `post-mortems/${INCIDENT_ID}.${end}`,
    body: `# Post-mortem ${INCIDENT_ID}`,
    contentType: 'text/plain',
  })),
});

/** Of an incident that is open: its ladder sleeps until the next rung. */
export const openForPeople = (): PeoplePart => ({
  ladders: [ladder({ status: 'RUNNING', path: ['Join incident', 'Climb ladder', 'What next?', 'Await news'] })],
  statusPage: page({
    state: 'incident',
    open: [
      { ...known, startedAt: '2026-11-23T10:00:30.000Z', doing: 'by-hand', nextUpdateAt: '2026-11-23T10:30:30.000Z', silentSince: null },
    ],
  }),
  postMortems: [],
});

export const NOTHING_FOR_PEOPLE: PeoplePart = { ladders: [], statusPage: [], postMortems: [] };
