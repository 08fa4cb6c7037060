import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostSandbox } from '../../support/hosts/host-sandbox.ts';

const SEGMENT = 1 << 20;
let host: HostSandbox;

beforeEach(() => {
  host = new HostSandbox();
  host.guard();
  host.write('state/fence', 'incident=incident-7 token=7 node=db-1 time=now\n');
  host.write('data/PG_VERSION', '15\n');
  mkdirSync(join(host.data, 'global'));
  host.write('data/global/pg_control', 'control');
  host.write('data/pg_wal/00000001.history', 'history');
  host.command('pg_config', `echo "${host.folder}/programs"`);
  controlFile();
  decodes();
});
afterEach(() => host.remove());

function controlFile(change: { checkpoint?: string; timeline?: number } = {}): void {
  const { checkpoint = '0/200010', timeline = 2 } = change;
  host.program(
    'pg_controldata',
    `echo "Latest checkpoint location:           ${checkpoint}"
     echo "Latest checkpoint's TimeLineID:       ${timeline}"
     echo "Bytes per WAL segment:                ${SEGMENT}"`,
  );
}

type Decoded = { statistics?: string; records?: string; error?: string; version?: string; seconds?: number; countSeconds?: number };

/** A pg_waldump that answers from files, and writes down what it was asked. */
function decodes({
  statistics = STATISTICS,
  records = RECORDS,
  error = END,
  version = '15.18',
  seconds = 0,
  countSeconds = 0,
}: Decoded = {}): void {
  host.write('statistics', statistics);
  host.write('records', records);
  host.program(
    'pg_waldump',
    `[ "$1" = --version ] && { echo "pg_waldump (PostgreSQL) ${version} (Debian)"; exit; }
     echo "$@" >>"${host.folder}/asked-to-decode"
     case $* in
       *--stats=record*) [ ${countSeconds} = 0 ] || exec sleep ${countSeconds}; cat "${host.folder}/statistics" ;;
       *) cat "${host.folder}/records"; [ ${seconds} = 0 ] || exec sleep ${seconds} ;;
     esac
     echo "pg_waldump: error: ${error}" >&2
     exit 1`,
  );
}

const END = 'error in WAL record at 0/3001C0: invalid record length at 0/3001F0: wanted 24, got 0';
const STATISTICS = [
  'WAL statistics between 0/280000 and 0/3001F0:',
  'Heap/INSERT 7 ( 30.00) 400 ( 30.00)',
  'Transaction/COMMIT 2 ( 10.00) 68 ( 10.00)',
  'Transaction/COMMIT_PREPARED 1 ( 5.00) 34 ( 5.00)',
  'Total 10 500 [100%]',
].join('\n');
const record = (rmgr: string, lsn: string, text: string, tx = 0) =>
  `rmgr: ${rmgr.padEnd(11)} len (rec/tot):     54/    54, tx:        ${tx}, lsn: ${lsn}, prev 0/00000000, desc: ${text}`;
const RECORDS = [
  record('Storage', '0/00280000', 'CREATE base/5/16399', 801),
  record('Heap', '0/00280030', 'INSERT off 1 flags 0x00, blkref #0: rel 1663/5/16399 blk 0', 801),
  record('Heap', '0/00280060', 'UPDATE off 1, blkref #0: rel 1663/5/16384 blk 0 FPW, blkref #1: rel 1663/5/16384 fork vm blk 1', 801),
  record('Btree', '0/00280090', 'INSERT_LEAF off 1, blkref #0: rel 1664/0/1262 blk 1', 801),
  record('Transaction', '0/002800C0', 'COMMIT 2026-11-23 10:00:02.000002 UTC; inval msgs: catcache 80', 801),
  record('Transaction', '0/002800F0', 'COMMIT 2026-11-23 10:00:01.000001 UTC; subxacts: 803', 802),
  record('Transaction', '0/00280120', 'COMMIT_PREPARED 790: 2026-11-23 10:00:03.000003 UTC', 804),
  record('LogicalMessage', '0/00280150', 'MESSAGE transactional, prefix "COMMIT 2099-01-01 00:00:00 \\"},"; payload (1 bytes): 78', 805),
  record('Transaction', '0/003001C0', 'ABORT 2026-11-23 10:00:04.000004 UTC', 806),
].join('\n');

/** A segment whose first page says where it belongs; one that was recycled says where it was. */
function segment(number: number, address = number * SEGMENT): void {
  const content = Buffer.alloc(SEGMENT);
  content.writeBigUInt64LE(BigInt(address), 8);
  writeFileSync(join(host.data, 'pg_wal', name(number)), content);
}
const name = (number: number) => `00000002${number.toString(16).toUpperCase().padStart(16, '0')}`;

/** The end of a usual old primary: three segments, and one that was recycled for later use. */
function usual(): void {
  for (const number of [1, 2, 3]) segment(number);
  segment(4, SEGMENT);
}

const args = { incident: 'incident-7', token: '7', node: 'db-1', timeline: '2', from: '0/280000', timeoutSeconds: '30' };
const keep = (more: Record<string, string> = {}) => host.run('keep-divergence', { ...args, ...more });
const kept = () => readdirSync(join(host.folder, 'state/evidence/incident-7')).sort();
const ended = (outcome: string, seen: string) => ({ report: { outcome, seen: expect.stringContaining(seen) } });

test('WAL from the fork on is copied and decoded: commits, when, who, what', () => {
  usual();
  expect(keep()).toMatchObject({
    status: 0,
    report: {
      outcome: 'decoded',
      seen: '3 commits in 524784 bytes of WAL of timeline 2, from 0/280000 to 0/3001F0',
      from: '0/280000',
      to: '0/3001F0',
      bytes: 0x3001f0 - 0x280000,
      records: 10,
      commits: 3,
      whole: true,
      firstCommitAt: '2026-11-23T10:00:01.000001Z',
      lastCommitAt: '2026-11-23T10:00:03.000003Z',
      xids: [801, 802, 804],
      relations: [
        { relation: '1663/5/16384', records: 1, createdAfterFork: false },
        { relation: '1663/5/16399', records: 1, createdAfterFork: true },
        { relation: '1664/0/1262', records: 1, createdAfterFork: false },
      ],
      ended: END,
      keptAt: join(host.folder, 'state/evidence/incident-7'),
      keptSegments: 2,
      gaps: [],
    },
  });
  expect(kept()).toEqual(['00000001.history', name(2), name(3), 'pg_control', 'report.json']);
  expect(host.read('asked-to-decode')).toContain(`--path=${host.data}/pg_wal --start=0/280000 --stats=record ${name(2)} ${name(3)}`);
});

test('a line of text that looks like a record has no say', () => {
  usual();
  decodes({ records: `${RECORDS}\nfirst record is after 0/1, blkref #0: rel 9/9/9 blk 0\nrmgr: Heap, blkref #0: rel 1"}/2/3 blk` });
  const { report } = keep();
  expect(report.lastCommitAt).toBe('2026-11-23T10:00:03.000003Z');
  expect(report.relations).toHaveLength(3);
});

test('nothing in the data directory is written, and what is kept is for nobody else to read', () => {
  usual();
  const look = () =>
    readdirSync(host.data, { recursive: true, encoding: 'utf8' }).map((file) => {
      const { mtimeMs, size, mode, ino } = statSync(join(host.data, file));
      return { file, mtimeMs, size, mode, ino };
    });
  const before = look();
  keep();
  expect(look()).toEqual(before);
  const folder = join(host.folder, 'state/evidence/incident-7');
  expect([folder, ...kept().map((file) => join(folder, file))].map((path) => statSync(path).mode & 0o077)).toEqual(Array(6).fill(0));
});

test('running it again changes nothing that is kept and finds the same; half a copy is replaced', () => {
  usual();
  const first = keep();
  const folder = join(host.folder, 'state/evidence/incident-7');
  const inode = statSync(join(folder, name(2))).ino;
  writeFileSync(join(folder, name(3)), 'half');
  expect(keep({ token: '8' })).toEqual(first);
  expect(statSync(join(folder, name(2))).ino).toBe(inode);
  expect(statSync(join(folder, name(3))).size).toBe(SEGMENT);
});

test.each([
  ['an argument nobody knows', { unit: 'x' }, 'unknown argument unit=x'],
  ['an incident that leads out of the folder', { incident: '..' }, 'incident is'],
  ['a token that is no number', { token: '$(id)' }, 'token is'],
  ['a node that is none', { node: 'DB 1' }, 'node is'],
  ['a timeline that is none', { timeline: '0' }, 'timeline is'],
  ['a position that is none', { from: '0/16D68D0;id' }, 'required an LSN'],
  ['a time that is none', { timeoutSeconds: 'long' }, 'timeoutSeconds is'],
  ['another host than meant', { node: 'db-2' }, 'this host is db-1; required db-2'],
])('%s is refused', (_what, bad, seen) => {
  usual();
  expect(keep(bad as Record<string, string>)).toMatchObject({ status: 1, ...ended('refused', seen) });
  expect(existsSync(join(host.folder, 'state/evidence'))).toBe(false);
});

test('late is refused', () => {
  host.write('state/token', '8\n');
  expect(keep()).toMatchObject(ended('refused', 'token 7 is older than 8'));
});

test('while another host program works, nothing is read', () => {
  host.lockedByAnother();
  expect(keep()).toMatchObject(ended('refused', 'another host program holds'));
});

describe('a data directory that does not stand still is not read', () => {
  beforeEach(usual);
  afterEach(() => expect(existsSync(join(host.folder, 'state/evidence'))).toBe(false));

  test('a host that is not fenced', async () => {
    await host.remove();
    host = new HostSandbox();
    host.guard();
    host.write('data/PG_VERSION', '15\n');
    expect(keep()).toMatchObject(ended('refused', 'db-1 is not fenced'));
  });

  test('a server that runs, whoever started it', async () => {
    const pid = await host.startServer();
    expect(keep()).toMatchObject(ended('refused', `processes ${pid}`));
  });

  test('a node that is set up as a standby again', () => {
    host.write('data/standby.signal', '');
    expect(keep()).toMatchObject(ended('refused', 'is set up as a standby'));
  });

  test('a node that is on a newer timeline than was left', () => {
    controlFile({ timeline: 3 });
    expect(keep()).toMatchObject(ended('refused', 'db-1 is on timeline 3; required timeline 2'));
  });

  test('a host without the start guard’s configuration', () => {
    host.guard({ data: '/nowhere' });
    expect(keep()).toMatchObject(ended('refused', 'leads to no data directory'));
  });
});

test('a server that is started while it reads makes the result worthless, and it says so', () => {
  usual();
  host.program(
    'pg_waldump',
    `[ "$1" = --version ] && { echo "pg_waldump (PostgreSQL) 15.18"; exit; }
     touch "${host.data}/standby.signal"; cat "${host.folder}/statistics"`,
  );
  expect(keep()).toMatchObject({ status: 1, ...ended('refused', 'while it was read, db-1 is set up as a standby') });
});

test.each(['14.9', '130.1', '1.13'])('pg_waldump %s cannot read what PostgreSQL 13 wrote: the report says what to install', (version) => {
  usual();
  host.write('data/PG_VERSION', '13\n');
  decodes({ version });
  expect(keep()).toMatchObject({ status: 1, ...ended('failed', 'no pg_waldump of PostgreSQL 13') });
  expect(keep().report.seen).toContain('apt-get install postgresql-13');
});

describe('nothing diverged', () => {
  test('no record follows the fork', () => {
    usual();
    decodes({ statistics: '', error: 'could not find a valid record after 0/280000' });
    expect(keep()).toMatchObject({
      status: 0,
      report: { outcome: 'nothing-diverged', bytes: 0, commits: 0, whole: true, lastCommitAt: null },
    });
    expect(kept()).toContain(name(2));
  });

  test('the fork is where a segment begins that was never written', () => {
    usual();
    expect(keep({ from: '0/400000' })).toMatchObject({ status: 0, report: { outcome: 'nothing-diverged', to: '0/400000' } });
  });

  test('but not when the last checkpoint lies beyond: then WAL is missing or damaged', () => {
    usual();
    controlFile({ checkpoint: '0/2FF000' });
    decodes({ statistics: '', error: 'could not find a valid record after 0/280000' });
    expect(keep()).toMatchObject({ status: 1, ...ended('failed', 'the last checkpoint is at 0/2FF000') });
  });

  test('and not when there is no WAL of that time at all', () => {
    expect(keep()).toMatchObject({ status: 1, ...ended('failed', 'pg_wal holds no segment of timeline 2') });
  });
});

describe('what is left out is said', () => {
  test('WAL that was removed before the fence: commits are a least', () => {
    segment(3);
    expect(keep().report).toMatchObject({
      outcome: 'decoded',
      whole: false,
      gaps: ['WAL from 0/280000 to 0/300000 is not in pg_wal any more'],
    });
    expect(host.read('asked-to-decode')).not.toContain('--start');
  });

  test('WAL that cannot be decoded up to the last checkpoint: commits are a least', () => {
    usual();
    controlFile({ checkpoint: '0/380000' });
    expect(keep().report).toMatchObject({
      outcome: 'decoded',
      whole: false,
      gaps: ['WAL can be decoded to 0/3001F0 only, but the last checkpoint is at 0/380000: the rest is missing or damaged'],
    });
  });

  test('a file system with too little space takes no copy, and the decoding goes on', () => {
    usual();
    host.command('df', 'echo Avail; echo 1000');
    const { report, status } = keep();
    expect({ status, commits: report.commits, keptSegments: report.keptSegments }).toEqual({ status: 0, commits: 3, keptSegments: 0 });
    expect(report.gaps).toEqual([
      expect.stringMatching(/^2 of 2 segments, from 0{7}2.* are not in .*: its file system has 1000 bytes left; required/),
    ]);
    expect(kept()).toEqual(['00000001.history', 'pg_control', 'report.json']);
  });

  test('a copy that fails', () => {
    usual();
    host.command('cp', `case $1 in *${name(3)}) exit 1 ;; esac; exec /bin/cp "$@"`);
    expect(keep().report.gaps).toEqual([expect.stringMatching(/^1 of 2 segments.*: the copy failed$/)]);
    expect(kept()).not.toContain('copy.new');
  });

  test('the time is used up: the number of commits is still that of the whole', () => {
    usual();
    decodes({ seconds: 60 });
    const { report } = keep({ timeoutSeconds: '7' });
    expect(report).toMatchObject({
      outcome: 'decoded',
      commits: 3,
      whole: true,
      firstCommitAt: '2026-11-23T10:00:01.000001Z',
      lastCommitAt: null,
    });
    const cutOff = 'commit times, transactions and relations are those up to 0/003001C0, not up to 0/3001F0: the time was used up';
    expect(report.gaps).toEqual(expect.arrayContaining([cutOff]));
  });

  test('not even the counting was done in time: what was decoded is a least', () => {
    usual();
    decodes({ countSeconds: 60 });
    const { report } = keep({ timeoutSeconds: '9' });
    expect(report).toMatchObject({
      outcome: 'decoded',
      commits: 3,
      records: 9,
      whole: false,
      to: '0/3001C0',
      ended: 'the time was used up',
    });
    expect(report.gaps).toEqual(
      expect.arrayContaining([`the time did not suffice to count: WAL goes on after 0/3001C0, up to segment ${name(3)}`]),
    );
  });

  test('the half line at the end of what was cut off is no relation, no transaction and no time', () => {
    usual();
    const half = (text: string) => `${RECORDS}\n${record('Heap', '0/003001D0', text)}`;
    for (const text of ['INSERT off 1, blkref #0: rel 1663/5/16', 'INSERT off 1, blkref #0: rel 1663/5']) {
      decodes({ records: half(text) });
      expect(keep().report.relations).toHaveLength(3);
    }
    decodes({ records: `${RECORDS}\n${record('Transaction', '0/003001D0', 'COMMIT 2099-11-23 10:00:0', 899)}` });
    expect(keep().report).toMatchObject({ lastCommitAt: '2026-11-23T10:00:03.000003Z', xids: [801, 802, 804] });
  });

  test('the most relations and transactions fit what SSM hands back', () => {
    usual();
    const big = (one: number) => `${4_294_000_000 + one}/4294967295/${4_294_000_000 + one}`;
    const many = Array.from({ length: 3_000 }, (_, one) => [
      record('Heap', '0/00280030', `INSERT off 1, blkref #0: rel ${big(one % 1_500)} blk 0`),
      record('Transaction', '0/00280060', 'COMMIT 2026-11-23 10:00:02.000002 UTC', 4_294_000_000 + one),
    ]);
    decodes({ records: many.flat().join('\n'), statistics: STATISTICS.replace('COMMIT 2 ', 'COMMIT 3000 ') });
    const { report } = keep({ timeoutSeconds: '600' });
    expect(JSON.stringify(report).length).toBeLessThanOrEqual(20_000);
    expect(report.relations).toHaveLength(150);
    expect(report.xids).toHaveLength(100);
    expect(report.gaps).toEqual([
      'of 1500 relations only the 150 with the most records are listed',
      'of 3001 transactions only the first 100 are listed',
    ]);
  });
});

test('what pg_waldump cannot do is a failure with its own words', () => {
  usual();
  decodes({ statistics: '', error: 'could not open file' });
  expect(keep()).toMatchObject({ status: 1, ...ended('failed', 'pg_waldump ended with 1: could not open file') });
});

test('what is kept on the host is the very report', () => {
  usual();
  const { report } = keep();
  expect(JSON.parse(readFileSync(join(host.folder, 'state/evidence/incident-7/report.json'), 'utf8'))).toEqual(report);
});
