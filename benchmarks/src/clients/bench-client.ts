/** One way of talking to the server, as its user would write it. */
export interface ChatOnlyClient {
  /** Asks for a streamed answer and reads it. `onDelta` is called for each piece, and ends the answer by returning false. */
  chat(options?: ChatOptions): Promise<string>;
}

/** A client that also sends files. */
export interface BenchClient extends ChatOnlyClient {
  /** Uploads a file as multipart, asks about it, and returns the SHA-256 that the server computed. */
  upload(path: string): Promise<string>;
  /** Sends a file as a `data:` URL inside the chat and returns the answer. */
  chatWithImage(path: string): Promise<string>;
}

/** How an answer is read. */
export interface ChatOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onDelta?: ((text: string) => boolean) | undefined;
}

/** A module of `clients/`. */
export interface ClientModule {
  /** @param url The server with the scenario, such as `http://127.0.0.1:1234/events-20`. */
  create(url: string): BenchClient;
}

/** What all clients ask. */
export const question = 'What can you see in the image?';
