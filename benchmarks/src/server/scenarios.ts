import type { IncomingMessage, ServerResponse } from 'node:http';
import { milliseconds } from '../time.ts';
import { answerEvents, deltaEvent, lastEvents, shortAnswer, snapshotEvents } from './wire.ts';
import { fileInForm, fileInJson } from './received-file.ts';

/** Events that go out in one system call, as they do when a service is faster than its line. */
const eventsAtOnce = 16;

const prepared = new Map<string, readonly string[]>();

/** Milliseconds at which the connections of held answers were seen closed, by the number of the answer. */
const closed = new Map<string, number>();

/** Answers one request. The first part of the path, or a header, names the scenario and its numbers: `/slow-40-100/v1/...`. */
export async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, inPath = '', ...path] = (request.url ?? '').split('/');
  const header = request.headers['x-scenario'];
  const scenario = typeof header === 'string' ? header : inPath;
  const [name = '', first = '0', second = '0'] = scenario.split('-');
  if (path.at(-1) === 'files') {
    const restMs = name === 'slowupload' ? 4 : 0;
    json(response, { ...(await fileInForm(request, Number(first), restMs)), id: 'file-1', object: 'file' });
    return;
  }
  if (name === 'dataurl') {
    const { sha256 } = await fileInJson(request);
    stream(response, [shortAnswer(sha256)]);
    return;
  }
  request.resume();
  if (name === 'events')
    stream(
      response,
      eventsOf(scenario, () => answerEvents(Number(first))),
    );
  else if (name === 'snapshots')
    stream(
      response,
      eventsOf(scenario, () => snapshotEvents(Number(first))),
    );
  else if (name === 'upload' || name === 'slowupload') stream(response, [shortAnswer('received')]);
  else if (name === 'slow') slowly(response, Number(first), Number(second));
  else if (name === 'hold') hold(response, first);
  else if (name === 'closed') json(response, Object.fromEntries(closed));
  else response.writeHead(404).end();
}

function eventsOf(scenario: string, make: () => readonly string[]): readonly string[] {
  const known = prepared.get(scenario) ?? make();
  prepared.set(scenario, known);
  return known;
}

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function begin(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
}

/** As fast as the client reads; each event is an HTTP chunk of its own, as services write them. */
function stream(response: ServerResponse, events: readonly string[]): void {
  begin(response);
  let next = 0;
  const write = (): void => {
    let more = true;
    while (more && next < events.length) {
      response.socket?.cork();
      for (const end = next + eventsAtOnce; next < end && next < events.length; next += 1) {
        more = response.write(events[next] ?? '');
      }
      response.socket?.uncork();
    }
    if (next < events.length) response.once('drain', write);
    else response.end();
  };
  write();
}

/** Slow streams that were begun. */
let slowStreams = 0;

/** Its multiples, without what is before the point, lie as evenly as any number of them can. */
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/**
 * One event each so many milliseconds, with the time of its writing as text. The events of many streams are spread evenly over
 * that time, whatever the moments in which they were asked for: those of a real service do not come in step, and a client would
 * be measured by how its requests happened to fall.
 */
function slowly(response: ServerResponse, events: number, everyMs: number): void {
  begin(response);
  response.flushHeaders();
  slowStreams += 1;
  const phase = (slowStreams * goldenRatio) % 1;
  let written = 0;
  let timer = setTimeout(() => {
    timer = setInterval(write, everyMs);
    write();
  }, everyMs * phase);
  const write = (): void => {
    written += 1;
    response.write(deltaEvent(`${milliseconds()} `));
    if (written < events) return;
    clearInterval(timer);
    response.end(lastEvents());
  };
  response.on('close', () => clearInterval(timer));
}

/** One event, then silence. */
function hold(response: ServerResponse, id: string): void {
  begin(response);
  response.write(deltaEvent('one '));
  response.on('close', () => closed.set(id, milliseconds()));
}
