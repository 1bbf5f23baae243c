import type { IncomingMessage, ServerResponse } from 'node:http';
import { milliseconds } from '../time.ts';
import { closedAnswers, hold, isHeld, whenHeld } from './held.ts';
import { anthropicEvents, geminiEvents } from './other-wires.ts';
import { fileInForm, fileInJson } from './received-file.ts';
import { answerEvents, deltaEvent, lastEvents, shortAnswer, snapshotEvents, wholeAnswer } from './wire.ts';

/** How many events are sent in one system call, as by a service that is faster than its connection. */
const eventsAtOnce = 16;

const prepared = new Map<string, readonly string[]>();

/**
 * Answers one request. The first part of the path, or a header, names the scenario and its numbers: `/slow-40-100/v1/...`. Under
 * `/model/v1/...`, the name of the model does, because only that passes through every gateway.
 */
export async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, inPath = '', ...path] = (request.url ?? '').split('/');
  const header = request.headers['x-scenario'];
  const inModel = inPath === 'model' ? await modelOf(request) : undefined;
  const scenario = inModel ?? (typeof header === 'string' ? header : inPath);
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
  if (name === 'events') {
    const make = wireOf(path);
    stream(
      response,
      eventsOf(`${make.name} ${scenario}`, () => make(Number(first))),
    );
  } else if (name === 'snapshots')
    stream(
      response,
      eventsOf(scenario, () => snapshotEvents(Number(first))),
    );
  else if (name === 'upload' || name === 'slowupload') stream(response, [shortAnswer('received')]);
  else if (name === 'slow') slowly(response, Number(first), Number(second));
  else if (name === 'whole') json(response, whole);
  else if (isHeld(name)) hold(response, name, first);
  else if (name === 'closed' && first === '0') json(response, closedAnswers());
  else if (name === 'closed' || name === 'begun') json(response, { at: await whenHeld(name, first) });
  else response.writeHead(404).end();
}

const whole = wholeAnswer(20);

async function modelOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const piece of request.setEncoding('utf8') as AsyncIterable<string>) body += piece;
  return /"model":"([^"]*)"/.exec(body)?.[1] ?? '';
}

/** Chooses the wire format by the path. */
function wireOf(path: readonly string[]): typeof answerEvents {
  if (path.at(-1) === 'messages') return anthropicEvents;
  return path.includes('v1beta') ? geminiEvents : answerEvents;
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

/** Sends events as fast as the client reads. Each event is an HTTP chunk of its own, as services send them. */
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

/** How many slow streams have begun. */
let slowStreams = 0;

/** The fractional parts of its multiples are spread as evenly as possible, however many there are. */
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/**
 * Sends one event every `everyMs` milliseconds, with the time of writing as its text. The events of many streams are spread evenly over
 * that interval, whenever the streams were requested. Events of real services do not come in step either, and otherwise the result would
 * depend on when the requests happened to arrive.
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
