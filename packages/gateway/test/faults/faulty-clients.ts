import { request as httpRequest, type Agent, type ClientRequest, type IncomingMessage } from 'node:http';

/** How a client treats its own request. */
export type Habit =
  | 'stays'
  | 'leaves after a while'
  | 'leaves at the first bytes'
  | 'leaves in its own body'
  | 'reads slowly';

export interface Asked {
  readonly url: string;
  readonly agent: Agent;
  readonly body: object;
  readonly habit: Habit;
  /** Milliseconds until it leaves, or between two reads. */
  readonly pauseMs: number;
  /** It took so long that it must hang. */
  readonly longestMs: number;
}

/** What a client has in the end. */
export type Outcome =
  | { readonly how: 'reply'; readonly status: number; readonly text: string }
  | { readonly how: 'left' }
  | { readonly how: 'broken'; readonly message: string }
  | { readonly how: 'hung' };

/** Sends a request. Never rejects. */
export function askAs({ url, agent, body, habit, pauseMs, longestMs }: Asked): Promise<Outcome> {
  return new Promise((resolve) => {
    const bytes = Buffer.from(JSON.stringify(body));
    const request = httpRequest(`${url}/v1/chat/completions`, {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json', 'content-length': bytes.length },
    });
    const tooLong = setTimeout(() => settle({ how: 'hung' }), longestMs);
    let leaving: NodeJS.Timeout | undefined;
    function settle(outcome: Outcome): void {
      clearTimeout(tooLong);
      clearTimeout(leaving);
      if (outcome.how !== 'reply') request.destroy();
      resolve(outcome);
    }
    const leave = (): void => settle({ how: 'left' });
    request.on('error', ({ message }) => settle({ how: 'broken', message }));
    request.on('response', (response) => {
      if (habit === 'leaves at the first bytes') response.once('data', leave);
      if (habit === 'reads slowly') readSlowly(response, pauseMs);
      readAll(response, settle);
    });
    send(request, bytes, habit);
    if (habit === 'leaves after a while' || habit === 'leaves in its own body') leaving = setTimeout(leave, pauseMs);
  });
}

function send(request: ClientRequest, bytes: Buffer, habit: Habit): void {
  if (habit === 'leaves in its own body') request.write(bytes.subarray(0, bytes.length / 2));
  else request.end(bytes);
}

function readAll(response: IncomingMessage, settle: (outcome: Outcome) => void): void {
  let text = '';
  response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  response.on('error', ({ message }) => settle({ how: 'broken', message }));
  response.on('end', () => settle({ how: 'reply', status: response.statusCode ?? 0, text }));
}

function readSlowly(response: IncomingMessage, pauseMs: number): void {
  response.on('data', () => {
    response.pause();
    setTimeout(() => response.resume(), pauseMs);
  });
}
