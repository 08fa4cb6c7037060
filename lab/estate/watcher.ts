import { cleanUp } from './janitor.ts';

/** Waits for the end of the rehearsal (its end of the pipe closes) and cleans up; after an orderly end there is nothing left to do. */
const [folder, keep] = process.argv.slice(2);
if (folder === undefined) throw new Error('required: the rehearsal folder, and keep or remove');
process.stdin.resume();
process.stdin.on('close', () => {
  cleanUp(folder, keep === 'keep').then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
