import type { ParsedRequest } from '../call/parsed-request.ts';
import type { Model } from '../contract/model.ts';
import type { Resolution } from '../contract/resolution.ts';
import type { ChatStream } from './chat-stream.ts';
import type { Diagnosis } from './diagnose.ts';
import type { ModelDescription } from './models.ts';
import type { RequestOptions } from './request-options.ts';

/** The part of a client that is made at its first call: all that needs sockets, timers and plugins. */
export interface ClientRuntime {
  /** Runs a call until its first content. */
  start(request: ParsedRequest, resolution: Resolution, options: RequestOptions): Promise<ChatStream>;
  /** Asks one instance what it offers now; `undefined`: it cannot say. */
  listModels(provider: string): Promise<readonly Model[] | undefined>;
  /** Makes the instance that a name leads to, and tells what it understands. */
  describe(resolution: Resolution): Promise<ModelDescription>;
  /** Makes every instance and tells what came of it. */
  diagnose(): Promise<Diagnosis>;
  /** Ends running calls with `closed`, then closes providers and connections. */
  close(): Promise<void>;
}
