import { HELP, readSoakOptions } from './soak/arguments.ts';
import { carryOutSoak } from './soak/carry-out.ts';
import { judgeSoak } from './soak/judge-soak.ts';
import { figuresOf, type SoakEvidence } from './soak/observation.ts';
import { Timeline } from './timeline.ts';

const print = (text: string) => void process.stdout.write(`${text}\n`);

function printFigures(evidence: SoakEvidence): void {
  const { ticks, missedTicks, longestHeartbeatGap, longestWriteGap, writes, writesFailed } = figuresOf(evidence);
  const seconds = (Date.parse(evidence.to) - Date.parse(evidence.from)) / 1_000;
  print(`\n  soaked for ${seconds.toFixed(0)} s, probe of ${evidence.region}, a tick every ${evidence.heartbeatSeconds} s`);
  print(`  ticks                                ${ticks}, missed ${missedTicks}`);
  print(`  longest gap between acknowledged heartbeats  ${longestHeartbeatGap.toFixed(2)} s`);
  print(`  longest gap between acknowledged writes      ${longestWriteGap.toFixed(2)} s`);
  print(`  writes                               ${writes} acknowledged, ${writesFailed} not`);
}

async function main(args: string[]): Promise<number> {
  try {
    const options = readSoakOptions(args);
    if (options === undefined) {
      print(HELP);
      return 0;
    }
    const evidence = await carryOutSoak(options, new Timeline(options.verbose));
    printFigures(evidence);
    const reasons = judgeSoak(evidence);
    for (const reason of reasons) print(`  FAILED: ${reason}`);
    print(reasons.length === 0 ? '\nPASSED: nothing rang' : '\nFAILED');
    return reasons.length === 0 ? 0 : 1;
  } catch (failure) {
    process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\nnpm run soak -- --help shows all options\n`);
    return 2;
  }
}

process.exit(await main(process.argv.slice(2)));
