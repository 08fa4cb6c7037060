import { hasMoreToReplay, type LossEvidence, lossBound, proofOfCompleteness } from '../../../lambdas/domain/loss.ts';
import { after, CLUSTER, dead, heartbeat, planOf, primary, standby } from '../../support/ports/builders.ts';

const evidence = (change: Partial<LossEvidence> = {}): LossEvidence => ({
  nodes: planOf().database.nodes,
  oldPrimary: 'db-1',
  candidate: 'db-2',
  observations: [standby('db-2'), standby('db-3'), standby('db-4')],
  synchronousSetting: 'ANY 1 (db_1, db_2, db_3)',
  systemIdentifier: CLUSTER,
  timeline: 1,
  lastHeartbeat: heartbeat(),
  fencedAt: after(10),
  seenGoneAt: after(-1),
  firstLookAt: after(3),
  heartbeat: 1,
  detectionSeconds: 60,
  ...change,
});
const unproven = { synchronousSetting: null };

describe('"nothing acknowledged is lost" is proven', () => {
  test('when enough members of the quorum were seen and none is ahead of the candidate', () => {
    expect(lossBound(evidence())).toEqual({
      proven: true,
      bytes: 0,
      seconds: 0,
      statement:
        'no acknowledged write is lost (of clients that leave synchronous_commit on and cancel no waiting commit): 2 of 2 quorum standbys were seen (2 needed under ANY 1 (db_1, db_2, db_3)) and none is ahead of db-2',
    });
  });

  test('with ANY 2 of 2, by one member alone', () => {
    expect(proofOfCompleteness(evidence({ synchronousSetting: 'ANY 2 (db_2, db_3)', observations: [standby('db-2')] }))).toBeDefined();
  });

  test('by a candidate outside the quorum that is as advanced as its members', () => {
    expect(proofOfCompleteness(evidence({ candidate: 'db-4' }))).toBeDefined();
  });
});

describe('and is not proven', () => {
  test.each<[string, Partial<LossEvidence>]>([
    ['when the old primary is not fenced: it may get commits acknowledged until the standbys are its no more', { fencedAt: undefined }],
    ['when the setting is not known', { synchronousSetting: null }],
    ['when the setting is empty', { synchronousSetting: '' }],
    ['with a wildcard', { synchronousSetting: 'ANY 1 (*)' }],
    ['when a member was not seen', { observations: [standby('db-2'), dead('db-3')] }],
    ['when a member is a name nobody knows', { synchronousSetting: 'ANY 1 (db_2, db_3, reporting)' }],
    ['when a member is ahead of the candidate', { observations: [standby('db-2'), standby('db-3', { receivedLsn: '0/5000001' })] }],
    ['when a member is on another timeline', { observations: [standby('db-2'), standby('db-3', { timeline: 2 })] }],
    ['when a member belongs to another cluster', { observations: [standby('db-2'), standby('db-3', { systemIdentifier: '9' })] }],
    ['when a member is no standby', { observations: [standby('db-2'), primary('db-3')] }],
    [
      'when a member does not say its position',
      { observations: [standby('db-2'), (({ receivedLsn: _, replayedLsn: __, ...r }) => r)(standby('db-3'))] },
    ],
    ['when the candidate was not seen', { candidate: 'db-4', observations: [standby('db-2'), standby('db-3')] }],
    [
      'when the candidate is on another timeline',
      { candidate: 'db-4', observations: [standby('db-2'), standby('db-3'), standby('db-4', { timeline: 2 })] },
    ],
    ['when no heartbeat is remembered', { lastHeartbeat: undefined }],
    [
      'when the memory, and so its setting, is older than what the standbys hold',
      { lastHeartbeat: heartbeat({ at: after(-50), acknowledgedAt: after(-1) }) },
    ],
    [
      'when the probes had been silent for long before anybody looked: nobody knows which setting was in force then',
      {
        lastHeartbeat: heartbeat({ at: after(-58) }),
        observations: ['db-2', 'db-3'].map((one) => standby(one, { newestHeartbeat: { at: after(-58), vantage: 'eu-west-3' } })),
      },
    ],
  ])('%s', (_, change) => {
    expect(proofOfCompleteness(evidence(change))).toBeUndefined();
  });
});

test('a heartbeat that is as old as a detection may take is recent enough, whatever the primary’s own clock says', () => {
  const lastHeartbeat = heartbeat({ at: after(-3_600), acknowledgedAt: after(-57) });
  const observations = ['db-2', 'db-3'].map((one) => standby(one, { newestHeartbeat: { at: after(-3_600), vantage: 'eu-west-3' } }));
  expect(proofOfCompleteness(evidence({ lastHeartbeat, observations }))).toBeDefined();
});

describe('the bound without proof', () => {
  test('reaches from the newest heartbeat on the candidate to when the primary was seen gone, plus a heartbeat', () => {
    const held = standby('db-2', { newestHeartbeat: { at: after(-4.5), vantage: 'eu-west-3' } });
    expect(lossBound(evidence({ ...unproven, observations: [held] }))).toEqual({
      proven: false,
      bytes: 0,
      seconds: 5,
      statement: 'acknowledged writes of at most the last 5 s may be lost (0 bytes of WAL known to be missing); not proven to be zero',
    });
  });

  test('reaches to the fencing when the primary was only silent: it may have written for others', () => {
    expect(lossBound(evidence({ ...unproven, seenGoneAt: undefined })).seconds).toBe(12);
  });

  test('reaches to when it was seen gone, however long before our own heartbeats failed', () => {
    const lastHeartbeat = heartbeat({ at: after(-600) });
    expect(lossBound(evidence({ ...unproven, lastHeartbeat, seenGoneAt: after(4) })).seconds).toBe(6);
  });

  test('never ends before the last heartbeat, whatever the clock of the machine says', () => {
    const held = standby('db-2', { newestHeartbeat: { at: after(-5), vantage: 'eu-west-3' } });
    expect(lossBound(evidence({ ...unproven, seenGoneAt: undefined, fencedAt: after(-100), observations: [held] })).seconds).toBe(5);
  });

  test('is measured by one clock at a time: a primary whose clock is an hour behind changes nothing', () => {
    const lastHeartbeat = heartbeat({ at: after(-3_601), acknowledgedAt: after(-1) });
    const held = standby('db-2', { newestHeartbeat: { at: after(-3_604.5), vantage: 'eu-west-3' } });
    expect(lossBound(evidence({ ...unproven, lastHeartbeat, seenGoneAt: after(4), observations: [held] })).seconds).toBe(10);
  });

  test('is never called zero: a candidate that holds the last heartbeat may still lack what came after it', () => {
    expect(lossBound(evidence(unproven))).toMatchObject({ proven: false, seconds: 1 });
  });

  test('counts bytes to the furthest position known in the cluster', () => {
    const observations = [
      standby('db-2'),
      standby('db-3', { receivedLsn: '0/5000010' }),
      standby('db-4', { systemIdentifier: '9', receivedLsn: 'F/0' }),
    ];
    expect(lossBound(evidence({ ...unproven, observations })).bytes).toBe(16);
    expect(lossBound(evidence({ ...unproven, lastHeartbeat: heartbeat({ lsn: '0/5000100' }) })).bytes).toBe(256);
  });

  test.each<[string, Partial<LossEvidence>]>([
    ['no heartbeat is remembered', { lastHeartbeat: undefined }],
    ['the candidate holds none', { observations: [(({ newestHeartbeat: _, ...rest }) => rest)(standby('db-2'))] }],
    ['the candidate was not seen', { observations: [] }],
  ])('cannot be given when %s', (_, change) => {
    expect(lossBound(evidence({ ...unproven, ...change }))).toMatchObject({
      proven: false,
      seconds: null,
      statement: expect.stringContaining('cannot be bounded'),
    });
  });

  test('says that bytes are unknown when the heartbeat carried no position', () => {
    const { lsn: _, ...lastHeartbeat } = heartbeat();
    expect(lossBound(evidence({ ...unproven, lastHeartbeat }))).toMatchObject({
      bytes: null,
      statement: expect.stringContaining('an unknown number of bytes'),
    });
  });
});

test('a standby has more to replay only when it says both positions and answers', () => {
  const late = standby('db-2', { replayedLsn: '0/4000000' });
  const { receivedLsn: _, ...archive } = late;
  expect([late, standby('db-2'), archive, { ...late, reachable: false }].map(hasMoreToReplay)).toEqual([true, false, false, false]);
});
