import type { WirePhase } from '@plugboard/core/provider';
import type { Exchange, Fixture } from '../../fixtures/fixture.ts';
import { fileBytes } from '../../fixtures/fixture-files.ts';
import { Placeholders } from '../../fixtures/placeholders.ts';
import { startReplay, type MatchedRequest, type Replay, type ReplayedRequest } from '../../replay/start-replay.ts';
import type { Step } from '../../server/exchange.ts';
import { deliver, type Delivery } from './delivery.ts';

/** What a case may put in place of a recorded answer. `nth` counts the requests of the phase, from 1 on. */
export interface AnswerContext {
  readonly phase: WirePhase;
  readonly nth: number;
  /** Whether the response has the answer. Responses to other requests of a chat may have an address, or say "not yet". */
  readonly isAnswer: boolean;
  /** The recorded response, to be returned changed or unchanged. */
  readonly recorded: Delivery;
}

/** `undefined`: as recorded. */
export type Answering = (context: AnswerContext) => Delivery | Step | undefined;

/** The service of one fixture, on loopback. */
export class Service implements AsyncDisposable {
  readonly replay: Replay;
  #calls = 0;
  #callStart = 0;
  /** How many responses are under way, and so how many connections are held. */
  busy = 0;
  answering: Answering = () => undefined;

  private constructor(replay: Replay) {
    this.replay = replay;
  }

  /** `strict`: each request must be as recorded, and come as often. `beside`: fixtures whose requests match as well. */
  static async start(fixture: Fixture, strict: boolean, beside: readonly Fixture[] = []): Promise<Service> {
    const placeholders = new Placeholders(Date.parse(fixture.source.at));
    const started: { service?: Service } = {};
    const replay = await startReplay([fixture, ...beside], {
      strictness: strict ? 'whole' : 'target',
      reuse: !strict,
      answer: (matched) => started.service?.answer(matched, placeholders),
    });
    started.service = new Service(replay);
    return started.service;
  }

  /** Requests that match a fixture, in order. */
  get requests(): readonly ReplayedRequest[] {
    return this.replay.requests;
  }

  /** All requests, including those that match no fixture, in the order in which they came. */
  get all(): readonly Omit<ReplayedRequest, 'phase'>[] {
    const { requests, strays, server } = this.replay;
    if (strays.length === 0) return [...requests];
    const places = new Map(server.requests.map(({ headers }, index) => [headers, index]));
    const placeOf = ({ headers }: Omit<ReplayedRequest, 'phase'>): number => places.get(headers) ?? 0;
    return [...requests, ...strays].sort((one, other) => placeOf(one) - placeOf(other));
  }

  /** How many requests of a phase came. */
  count(phase: WirePhase): number {
    return this.requests.filter((request) => request.phase === phase).length;
  }

  /** Called when a call begins and when it has ended. */
  callBegins(): void {
    if (this.#calls === 0) this.#callStart = this.requests.length;
    this.#calls += 1;
  }

  callEnded(): void {
    this.#calls -= 1;
  }

  /**
   * The last request for a chat. A call may take several: one that starts a job and others that ask about it, or one for the address of
   * a stream. Then the body is that of all of them: a list, if they are JSON.
   */
  get chat(): ReplayedRequest | undefined {
    const chats = this.requests.slice(this.#callStart).filter(({ phase }) => phase === 'chat');
    const saying = chats.filter(({ body }) => body.length > 0);
    const last = saying.at(-1) ?? chats.at(-1);
    const bodies = [...new Set(saying.map(({ body }) => Buffer.from(body).toString('latin1')))];
    return last === undefined || bodies.length < 2 ? last : { ...last, body: together(bodies) };
  }

  close(): Promise<void> {
    return this.replay.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private answer(
    { exchange, fixture, before }: MatchedRequest,
    placeholders: Placeholders,
  ): readonly Step[] | undefined {
    const recorded = recordedAnswer(exchange, fixture, placeholders);
    const answer = this.answering({
      phase: exchange.phase,
      nth: before + 1,
      isAnswer: exchange === chatOf(fixture),
      recorded,
    });
    if (answer === undefined) return undefined;
    const step = typeof answer === 'function' ? answer : deliver(answer);
    return [
      async (wire) => {
        this.busy += 1;
        try {
          await step(wire);
        } finally {
          this.busy -= 1;
        }
      },
    ];
  }
}

/** Joins bodies: to a list, if all of them are JSON. */
function together(bodies: readonly string[]): Buffer {
  const areJson = bodies.every(isJson);
  return Buffer.from(areJson ? `[${bodies.join(',')}]` : bodies.join('\n'), 'latin1');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The answer of a fixture's chat as the fixture has it; `undefined` when it has none. */
export function recordedChat(fixture: Fixture): Delivery | undefined {
  const chat = chatOf(fixture);
  return chat && recordedAnswer(chat, fixture, new Placeholders(Date.parse(fixture.source.at)));
}

/** The answer of an exchange as the fixture has it. */
export function recordedAnswer({ response }: Exchange, fixture: Fixture, placeholders: Placeholders): Delivery {
  const { status, headers = {}, json, file, chunks = [] } = response;
  const filled = placeholders.fillJson(headers) as Delivery['headers'];
  if (json !== undefined) {
    const body = Buffer.from(JSON.stringify(placeholders.fillJson(json)));
    return { status, headers: { 'content-type': 'application/json', ...filled }, body };
  }
  let offset = 0;
  const ends = chunks.map(([, bytes]) => (offset += bytes));
  const pieces = placeholders.fillPieces(file === undefined ? Buffer.alloc(0) : fileBytes(fixture, file), ends);
  return { status, headers: filled, body: pieces.bytes, cuts: pieces.ends };
}

/** The exchange of the phase `chat` with the answer: of several, the first one with a body in pieces, otherwise the last. */
export function chatOf({ exchanges }: Fixture): Exchange | undefined {
  const chats = exchanges.filter(({ phase }) => phase === 'chat');
  return chats.find(({ response }) => response.file !== undefined) ?? chats.at(-1);
}
