import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Acted, Action } from '../../lambdas/domain/incident-action.ts';
import { defaultPlan } from '../../lib/plan/default-plan.ts';
import { names } from '../../lib/plan/names.ts';
import { readPlan } from '../../lib/plan/parse-plan.ts';
import type { Plan } from '../../lib/plan/schema.ts';
import { ACT } from '../../lib/plan/steps.ts';
import { type Command, complain, EXIT, say, Usage } from './command.ts';
import { type Answer, invoke } from './invoke.ts';

/** What each action needs beside incident, name and reason, and what it may be given. */
const TAKES: Record<Action, { needs: readonly string[]; may: readonly string[] }> = {
  acknowledge: { needs: [], may: [] },
  approve: { needs: ['question'], may: [] },
  decline: { needs: ['question'], may: [] },
  severity: { needs: ['severity'], may: [] },
  note: { needs: [], may: [] },
  resolve: { needs: [], may: ['cause', 'resolution'] },
};
const ACTIONS = Object.keys(TAKES) as Action[];
const WHERE = ['region', 'plan'];
const OPTIONS = Object.fromEntries(
  ['by', 'reason', 'question', 'severity', 'cause', 'resolution', ...WHERE].map((name) => [name, { type: 'string' as const }]),
) satisfies ParseArgsConfig['options'];

const HELP = `Does something about an incident, with AWS credentials alone; who, when and why land in its timeline.

  npx reprise incident acknowledge <incident> --by NAME --reason TEXT
  npx reprise incident approve     <incident> --question Q --by NAME --reason TEXT
  npx reprise incident decline     <incident> --question Q --by NAME --reason TEXT
  npx reprise incident severity    <incident> --severity P2 --by NAME --reason TEXT
  npx reprise incident note        <incident> --by NAME --reason TEXT
  npx reprise incident resolve     <incident> --by NAME --reason TEXT [--cause TEXT] [--resolution TEXT]

  <incident>       id of the message you got, such as inc-20261123-100000-0a1b2c3d
  --question Q     what is asked, as the message says: give-up-primary, promote-unfenced, promote-candidate,
                   or the draft of a notice to users: notice-interruption, notice-resolution
  --by NAME        your name
  --reason TEXT    why; for a note: the note; for resolve: also cause and resolution where those are not given
  --region R       region whose record knows the incident; default: the plan's primary region, then the others
  --plan FILE      default: the only config/*.plan.yaml

Exit status: 0 done; 1 refused, or not known to be done; 2 not understood, nothing was asked of anybody.`;

type Wanted = { payload: Record<string, string>; plan: Plan; regions: readonly string[] };

/** `npx reprise incident`: asks the function `act` of the region that knows the incident. */
export const incident: Command = {
  summary: 'acknowledge, approve, decline, severity, note, resolve',
  help: HELP,
  run: (args) => carryOut(wantedFrom(args)),
};

function wantedFrom(args: string[]): Wanted {
  const { values, positionals } = parsed(args);
  const [typed = '', id, ...more] = positionals;
  const action = ACTIONS.find((one) => one === typed);
  if (action === undefined) throw new Usage(`action is ${JSON.stringify(typed)}; required one of ${ACTIONS.join(', ')}`);
  if (id === undefined) throw new Usage(`${action} of which incident? required the id of the message you got`);
  if (more.length > 0)
    throw new Usage(`${more.map((one) => JSON.stringify(one)).join(' ')} is too much; required texts with blanks in quotes`);
  const { needs, may } = TAKES[action];
  const required = [...needs, 'by', 'reason'];
  const missing = required.filter((name) => (values[name] ?? '').trim() === '');
  if (missing.length > 0) throw new Usage(`${action} needs ${missing.map((name) => `--${name}`).join(', ')}`);
  const fields = Object.entries(values).filter(([name]) => !WHERE.includes(name));
  const odd = fields.filter(([name]) => ![...required, ...may].includes(name)).map(([name]) => `--${name}`);
  if (odd.length > 0)
    throw new Usage(
      `${action} takes no ${odd.join(', ')}; allowed: ${[...required, ...may, ...WHERE].map((name) => `--${name}`).join(', ')}`,
    );
  const plan = readPlan(values.plan ?? defaultPlan());
  return { payload: { incident: id, action, ...Object.fromEntries(fields) }, plan, regions: regionsOf(plan, values.region) };
}

function parsed(args: string[]): { values: Record<string, string | undefined>; positionals: string[] } {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
    return { values: { ...values } as Record<string, string | undefined>, positionals };
  } catch (failure) {
    throw new Usage(failure instanceof Error ? failure.message : String(failure));
  }
}

/** The primary region first: its machines are those that work on an ordinary day. */
function regionsOf({ regions }: Plan, named: string | undefined): string[] {
  const all = regions.toSorted((a, b) => Number(b.role === 'primary') - Number(a.role === 'primary')).map(({ name }) => name);
  if (named === undefined) return all;
  if (!all.includes(named)) throw new Usage(`region is ${JSON.stringify(named)}; the plan has ${all.join(', ')}`);
  return [named];
}

async function carryOut({ payload, plan, regions }: Wanted): Promise<number> {
  let perhapsDone = false;
  for (const [index, region] of regions.entries()) {
    const answer = await invoke<Acted>(region, names.step(plan, ACT), payload);
    if (answer.kind === 'done') {
      say(`${payload.action} ${payload.incident} (${region}): ${answer.output.effect}`);
      return EXIT.done;
    }
    perhapsDone ||= answer.kind === 'silent' && answer.perhapsDone;
    const next = regions[index + 1];
    const goOn = answer.kind === 'unknown' || answer.kind === 'silent';
    complain(`${region}: ${inWords(answer)}${goOn && next !== undefined ? `; trying ${next}` : ''}`);
    if (!goOn) return EXIT.refused;
  }
  complain(
    perhapsDone
      ? 'it is not known whether it was done; type the same again: an answer, a change or an end is then not made twice, only a note may stand twice'
      : `nothing was done; required an incident that ${regions.join(' or ')} knows, and a region that answers`,
  );
  return EXIT.refused;
}

function inWords(answer: Exclude<Answer<Acted>, { kind: 'done' }>): string {
  return answer.kind === 'refused' ? `refused: ${answer.why}` : answer.why;
}
