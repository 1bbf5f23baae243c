import { longestStream, mainFixture, needsEvents } from '../applicability.ts';
import { expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { chunkOf } from '../stage/delivery.ts';
import type { Step } from '../../server/exchange.ts';
import { until } from '../until.ts';

const mebibyte = 1_048_576;

export const limitsCases: readonly SuiteCase[] = [
  {
    id: 'limits/endless-line',
    rule: 'A line without an end is given up, not collected.',
    fix: 'Read with `http.events`, which bounds an event at 8 MiB.',
    after: ['answering/text', 'chunking/bytes'],
    applies: needsEvents,
    async run(subject) {
      const fixture = mainFixture(subject);
      await using stage = await subject.open(fixture, { patienceMs: 30_000 });
      const most = 24 * mebibyte;
      const sent = { bytes: 0 };
      stage.service.answering = ({ phase }) =>
        phase === 'chat' ? flood(Buffer.from('data: '), Buffer.alloc(mebibyte / 4, 'x'), most, sent) : undefined;
      const { error } = await subject.ask(stage, fixture);
      expectThat(error !== undefined, 'It became an answer.');
      expectThat(sent.bytes < most, `It took ${Math.round(sent.bytes / mebibyte)} MiB of one line.`);
    },
  },
  {
    id: 'limits/slow-reader',
    rule: 'What a slow reader does not take waits at the service, not in memory.',
    fix: 'Pull from the service when `next()` is called; collect nothing ahead.',
    after: ['answering/text', 'answering/slow-reader', 'chunking/one-piece'],
    applies: needsEvents,
    async run(subject) {
      const fixture = longestStream(subject);
      await using stage = await subject.open(fixture, { patienceMs: 30_000 });
      const most = 64 * mebibyte;
      const sent = { bytes: 0 };
      stage.service.answering = ({ phase, recorded }) => {
        if (phase !== 'chat') return undefined;
        const text = Buffer.from(recorded.body).toString('latin1');
        const events = text.split(/\r?\n\r?\n/).filter((event) => event.startsWith('data:'));
        const half = events
          .slice(0, Math.ceil(events.length / 2))
          .map((event) => `${event}\n\n`)
          .join('');
        // Comments make the events few and the bytes many.
        const piece = half.replaceAll('\n\n', `\n\n: ${'.'.repeat(16_384)}\n\n`);
        return flood(Buffer.from(half, 'latin1'), Buffer.from(piece, 'latin1'), most, sent);
      };
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

/** Whether so many bytes come; it is over when none came for a while. */
async function keepsComing(sent: { readonly bytes: number }, most: number, quietMs: number): Promise<boolean> {
  for (;;) {
    const before = sent.bytes;
    if (before >= most) return true;
    if (!(await until(() => sent.bytes > before, quietMs))) return false;
  }
}

function flood(beginning: Buffer, piece: Buffer, most: number, sent: { bytes: number }): Step {
  return async ({ write, wait, socket }) => {
    await write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n');
    await write(chunkOf(beginning));
    const framed = chunkOf(piece);
    while (sent.bytes < most && !socket.destroyed) {
      await write(framed);
      sent.bytes += piece.length;
      await wait(0);
    }
    socket.destroy();
  };
}
