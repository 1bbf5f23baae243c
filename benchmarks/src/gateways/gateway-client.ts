import { Agent, request } from 'undici';
import type { GatewayProcess } from './gateway-process.ts';

/** How a chat is asked for. */
export interface Asked {
  /** The scenario of the server, such as `events-100`. Those that begin with `whole` are not streams. */
  readonly scenario: string;
  readonly signal?: AbortSignal | undefined;
  /** Called with each piece as it arrives. */
  readonly onPiece?: ((text: string) => void) | undefined;
}

/** Asks a gateway, or the server itself, with as little overhead as possible. */
export class GatewayClient implements AsyncDisposable {
  readonly #target: Pick<GatewayProcess, 'url' | 'headers'>;
  // Idle connections end here before a server would close them, so that none is used just when it is closed.
  readonly #dispatcher = new Agent({ keepAliveTimeout: 2_000, keepAliveMaxTimeout: 2_000 });

  constructor(target: Pick<GatewayProcess, 'url' | 'headers'>) {
    this.#target = target;
  }

  /** The text of the reply. Rejects unless its status is 200. */
  async ask({ scenario, signal, onPiece }: Asked): Promise<string> {
    const stream = !scenario.startsWith('whole');
    const { statusCode, body } = await request(this.#target.url, {
      dispatcher: this.#dispatcher,
      method: 'POST',
      headers: this.#target.headers,
      body: JSON.stringify({
        model: scenario,
        messages: [{ role: 'user', content: 'What can you see in the image?' }],
        stream,
      }),
      ...(signal !== undefined && { signal }),
    });
    let text = '';
    body.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
      onPiece?.(piece);
    });
    await new Promise<void>((resolve, reject) => {
      body.on('end', () => resolve()).on('error', reject);
    });
    if (statusCode !== 200) throw new Error(`${statusCode} for ${scenario}: ${text.slice(0, 500)}`);
    return text;
  }

  /** Asks until it gets an answer, to wait for a gateway that is starting. */
  async waitFor(scenario: string): Promise<void> {
    for (;;) {
      try {
        await this.ask({ scenario });
        return;
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED')) throw error;
        await new Promise((resolve) => setTimeout(resolve, 4));
      }
    }
  }

  /** Closes the connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dispatcher.destroy();
  }
}
