import { contained } from '../../corpus/contained.ts';
import { meet } from './meet.ts';
import { mutants } from './mutants.ts';

// One of the processes of scripts/mutants.mjs: it says which mutants there are, is sent the number of one, and answers with what the
// suite makes of it.
process.on('message', (index: number) => void judge(index));
// Nobody asks any more. Taken now: while a mutant is judged, `process.kill` refuses to end this process.
const kill = process.kill.bind(process);
process.on('disconnect', () => kill(process.pid, 'SIGKILL'));
process.send?.({ caseIds: mutants.map(({ caseId }) => caseId) });

async function judge(index: number): Promise<void> {
  const mutant = mutants[index];
  if (mutant === undefined) throw new RangeError(`There is no mutant ${index}.`);
  const [began, before] = [performance.now(), process.cpuUsage()];
  const meeting = await contained(() => meet(mutant));
  const { user, system } = process.cpuUsage(before);
  const cpuMs = Math.round((user + system) / 1_000);
  process.send?.({ ...meeting, wallMs: Math.round(performance.now() - began), cpuMs });
}
