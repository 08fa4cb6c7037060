import { outageFrom, severityOf } from '../../../lambdas/domain/outage.ts';
import { outageFacts } from '../../../lambdas/domain/outage-facts.ts';
import { outage, outageLook, switching, watching } from '../../support/outages/builders.ts';
import { after, planOf, START } from '../../support/ports/builders.ts';

const setting = { plan: planOf(), region: 'eu-west-3', now: new Date(after(10)) };
const hold = { id: 'inc-1', token: 7, openedAt: START };

test('how urgent it is follows the plan', () => {
  expect(['critical', 'high', 'medium', 'low'].map((criticality) => severityOf({ criticality: criticality as never }))).toEqual([
    'P1',
    'P2',
    'P3',
    'P4',
  ]);
});

describe('who finds an execution at work', () => {
  const held = { status: 'already-running', ...hold, owner: 'arn:other' } as const;
  const from = (trigger: 'alarm' | 'person') => outageFrom({ dependency: 'mvola', reason: 'r', trigger }, 'P2', 'arn:me', held);

  test('as an alarm leaves the work to it', () => expect(from('alarm').status).toBe('already-handled'));
  test('as a person is told that nothing was done, and by whom it is', () => {
    expect(from('person')).toMatchObject({
      status: 'already-running',
      error: 'AlreadyRunning',
      cause: expect.stringContaining('arn:other'),
    });
  });
});

test('the alarm that started it goes with it', () => {
  const alarm = { name: 'a', state: 'ALARM', stateChangedAt: START, region: 'eu-west-3' };
  const opened = { status: 'opened', ...hold } as const;
  expect(outageFrom({ dependency: 'mvola', reason: 'r', trigger: 'alarm', alarm }, 'P2', 'arn:me', opened)).toMatchObject({ alarm });
});

test('who says where to switch to gets no watch', () => {
  const opened = { status: 'opened', ...hold } as const;
  const request = { dependency: 'mvola', reason: 'r', trigger: 'person' } as const;
  expect(outageFrom({ ...request, direction: 'fallback' }, 'P2', 'arn:me', opened)).toMatchObject({
    watched: false,
    direction: 'fallback',
  });
  expect(outageFrom(request, 'P2', 'arn:me', opened)).toMatchObject({ status: 'opened', watched: true });
});

describe('facts for people', () => {
  const alarm = { name: 'a', state: 'ALARM', stateChangedAt: after(-5), region: 'eu-west-3' };

  test('of an outage say since when, what was switched, and the commands for this region', () => {
    const facts = outageFacts({ outage: outage({ alarm }), look: outageLook(), switched: switching() }, setting);
    expect(facts).toMatchObject({
      severity: 'P2',
      dependency: 'MVola API',
      outSince: after(-5),
      failedFor: 180,
      from: 'online',
      to: 'offline',
      giveUpAt: after(10 + 86_400),
      normalCommand: "aws ssm put-parameter --region eu-west-3 --name '/taxcollector/switches/mvola' --value 'online' --overwrite",
      startCommand:
        'aws stepfunctions start-execution --region eu-west-3 --state-machine-arn arn:aws:states:eu-west-3:111122223333:stateMachine:reprise-taxcollector-dependency-outage --input \'{"dependency":"mvola"}\'',
      why: switching().why,
    });
    expect(facts.executionUrl).toContain('arn:execution:1');
  });

  test('of the return say how it came back', () => {
    const back = switching({ to: 'normal', at: after(900), why: 'back' });
    const watch = watching({ state: 'stable', wellSince: after(300), breaks: 2, seen: 'HTTP 200' });
    const facts = outageFacts({ outage: outage(), look: outageLook(), switched: switching(), watch, switchedBack: back }, setting);
    expect(facts).toMatchObject({
      from: 'offline',
      to: 'online',
      backAt: after(900),
      wellSince: after(300),
      breaks: 2,
      seen: 'HTTP 200',
      outSince: START,
    });
    expect(facts).not.toHaveProperty('failedFor');
  });

  test('of a switch by hand say so; a watch that has not begun says nothing', () => {
    const facts = outageFacts({ outage: outage({ watched: false }), watch: { looks: 0 } }, setting);
    expect(facts).toMatchObject({ byHand: true });
    expect(facts).not.toHaveProperty('breaks');
    expect(outageFacts({ outage: outage(), watch: watching() }, setting)).not.toHaveProperty('breaks');
  });

  test('of a failure have its cause, by the record or by what was caught', () => {
    const failure = { Error: 'EffectRefused', Cause: '{"errorMessage":"no"}' };
    expect(outageFacts({ failure }, setting)).toMatchObject({ severity: 'P2', error: 'EffectRefused', cause: 'no' });
    const ending = { endState: 'x', error: 'E', cause: 'c', at: START, notRecorded: [] };
    expect(outageFacts({ outage: outage(), failure, ending }, setting)).toMatchObject({ error: 'E', cause: 'c' });
    expect(outageFacts({}, setting)).not.toHaveProperty('dependency');
  });

  test('a value with a quote stays one word of the command', () => {
    const plan = planOf((one) => {
      const [mvola] = one.dependencies;
      if (mvola) mvola.switch.normal = "it's $(on)";
    });
    expect(outageFacts({ outage: outage() }, { ...setting, plan }).normalCommand).toContain(`--value 'it'\\''s $(on)' --overwrite`);
  });
});
