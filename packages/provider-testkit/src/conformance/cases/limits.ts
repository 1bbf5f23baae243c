import { longestStream, needsLines } from '../applicability.ts';
import { expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { chunkOf, headOf, type Delivery } from '../stage/delivery.ts';
import type { Answering } from '../stage/service.ts';
import { unitEnds } from '../stage/units.ts';
import type { Step } from '../../server/exchange.ts';
import { until } from '../until.ts';

const mebibyte = 1_048_576;

/** Bytes end these calls, not a time, because the machine may be busy. The suite ends a case after ten times its patience. */
const patienceOfBytes = 9;

export const limitsCases: readonly SuiteCase[] = [
  {
    id: 'limits/endless-line',
    rule: 'An endless line fails the call instead of filling the memory.',
    fix: 'Read with `http.events`, which bounds an event at 8 MiB; bound what you keep of the bytes of `http.bytes`.',
    after: ['answering/text', 'chunking/bytes'],
    applies: needsLines,
    async run(subject) {
      const fixture = longestStream(subject);
      await using stage = await subject.open(fixture, { patienceMs: subject.patienceMs * patienceOfBytes });
      const most = 24 * mebibyte;
      const sent = { bytes: 0 };
      stage.service.answering = onLines((recorded) => {
        const [first = 'data: '] = textOf(recorded).match(isEvents(recorded) ? /^data: ?/m : /^.*?:\s*"?/m) ?? [];
        return flood(recorded, Buffer.from(first), Buffer.alloc(mebibyte / 4, 'x'), most, sent);
      });
      const { error } = await subject.ask(stage, fixture);
      expectThat(error !== undefined, 'It became an answer.');
      expectThat(sent.bytes < most, `It took ${Math.round(sent.bytes / mebibyte)} MiB of one line.`);
    },
  },
  {
    id: 'limits/time',
    rule: 'The time to read a body grows in proportion to its size, not faster.',
    fix: 'Search only what is new, and collect the pieces of a line in a list instead of joining and splitting all of them again for each piece.',
    after: ['limits/endless-line'],
    applies: needsLines,
    async run(subject) {
      const fixture = longestStream(subject);
      await using stage = await subject.open(fixture, { patienceMs: subject.patienceMs * patienceOfBytes });
      const sent = { bytes: 0 };
      const begin = process.cpuUsage();
      const usedMs = (): number => {
        const { user, system } = process.cpuUsage(begin);
        return (user + system) / 1_000;
      };
      stage.service.answering = onLines((recorded) => {
        const [first = 'data: '] = textOf(recorded).match(isEvents(recorded) ? /^data: ?/m : /^.*?:\s*"?/m) ?? [];
        const piece = Buffer.alloc(4_096, 'x');
        return flood(recorded, Buffer.from(first), piece, 6 * mebibyte, sent, () => usedMs() > mostMs(sent.bytes));
      });
      await subject.ask(stage, fixture);
      const [used, read] = [usedMs(), sent.bytes];
      expectThat(
        used <= mostMs(read),
        `To read ${(read / mebibyte).toFixed(1)} MiB of one line took ${(used / 1_000).toFixed(1)} seconds of processor time.`,
      );
    },
  },
  {
    id: 'limits/slow-reader',
    rule: 'What a slow reader does not take waits at the service, not in memory.',
    fix: 'Pull from the service when `next()` is called; collect nothing ahead.',
    after: ['answering/text', 'answering/slow-reader', 'chunking/one-piece'],
    applies: needsLines,
    async run(subject) {
      const fixture = longestStream(subject);
      await using stage = await subject.open(fixture, { patienceMs: subject.patienceMs * 3 });
      const most = 64 * mebibyte;
      const sent = { bytes: 0 };
      stage.service.answering = onLines((recorded) => {
        const ends = unitEnds(recorded);
        const half = textOf(recorded).slice(0, ends[Math.ceil(ends.length / 2) - 1]);
        return flood(
          recorded,
          Buffer.from(half, 'latin1'),
          Buffer.from(lengthened(recorded, half), 'latin1'),
          most,
          sent,
        );
      });
      let over = false;
      await subject.ask(stage, fixture, {
        onEvent: async (count) => {
          if (count < 2) return undefined;
          over = await keepsComing(sent, most, subject.quietMs * 5);
          return 'stop';
        },
      });
      expectThat(!over, `While nobody read, it took ${most / mebibyte} MiB.`);
    },
  },
];

/** The most processor time, in milliseconds: enough on any machine to send the bytes and to read each of them a few times. */
function mostMs(bytes: number): number {
  return 1_000 + (bytes / mebibyte) * 200;
}

/** Puts a flood in the place of each answer in events or lines. */
function onLines(change: (recorded: Delivery) => Step): Answering {
  return ({ isAnswer, recorded }) => (isAnswer ? change(recorded) : undefined);
}

/** The same events in many more bytes: comments between them or, where there are none, white space at the ends of lines. */
function lengthened(recorded: Delivery, text: string): string {
  return isEvents(recorded)
    ? text.replaceAll(/\r?\n\r?\n/g, `\n\n: ${'.'.repeat(16_384)}\n\n`)
    : text.replaceAll(/\r?\n/g, `${' '.repeat(16_384)}\n`);
}

function isEvents({ headers }: Delivery): boolean {
  return JSON.stringify(headers).includes('event-stream');
}

function textOf({ body }: Delivery): string {
  return Buffer.from(body).toString('latin1');
}

/** Whether this many bytes come. Gives up when none came for a while. */
async function keepsComing(sent: { readonly bytes: number }, most: number, quietMs: number): Promise<boolean> {
  for (;;) {
    const before = sent.bytes;
    if (before >= most) return true;
    if (!(await until(() => sent.bytes > before, quietMs))) return false;
  }
}

function flood(
  { status, headers }: Delivery,
  beginning: Buffer,
  piece: Buffer,
  most: number,
  sent: { bytes: number },
  enough: () => boolean = () => false,
): Step {
  return async ({ write, wait, socket }) => {
    await write(headOf(status, headers, true));
    await write(chunkOf(beginning));
    const framed = chunkOf(piece);
    while (sent.bytes < most && !socket.destroyed && !enough()) {
      await write(framed);
      sent.bytes += piece.length;
      await wait(0);
    }
    socket.destroy();
  };
}
