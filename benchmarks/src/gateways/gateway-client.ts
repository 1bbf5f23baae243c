import { Agent, request } from 'undici';
import type { GatewayProcess } from './gateway-process.ts';

/** How a chat is asked for. */
export interface Asked {
  /** The scenario of the server, such as `events-100`. Those that begin with `whole` are no streams. */
  readonly scenario: string;
  readonly signal?: AbortSignal | undefined;
  /** Hears of each piece as it arrives. */
  readonly onPiece?: ((text: string) => void) | undefined;
}

/** Asks a gateway, or the server itself, with as little of its own as there can be. */
export class GatewayClient implements AsyncDisposable {
  readonly #target: Pick<GatewayProcess, 'url' | 'headers'>;
  // Ours end before those of a server would, so that none is used in the moment in which it is closed.
  readonly #dispatcher = new Agent({ keepAliveTimeout: 2_000, keepAliveMaxTimeout: 2_000 });

  constructor(target: Pick<GatewayProcess, 'url' | 'headers'>) {
    this.#target = target;
  }

  /** The text of the reply. Rejects when it is no 200. */
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

  /** Asks until it gets an answer, for gateways that start. */
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
