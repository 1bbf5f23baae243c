import type { JsonObject, ReceivedFile } from '@plugboard/emulator-kit';
import type { ModelFacts } from '../models.ts';

/** A checked part of a turn. */
export interface Part {
  /** Such as `contents[0].parts[1]`. */
  readonly path: string;
  readonly text?: string | undefined;
  readonly thought: boolean;
  readonly signature?: string | undefined;
  readonly file?: ReceivedFile | undefined;
  /** The address of a remote file. */
  readonly remote?: string | undefined;
  readonly call?: FunctionCall | undefined;
  readonly response?: FunctionResponse | undefined;
}

/** A call of a function. */
export interface FunctionCall {
  readonly id: string | undefined;
  readonly name: string;
  readonly args: JsonObject;
}

/** The result of a function. */
export interface FunctionResponse {
  readonly id: string | undefined;
  readonly name: string;
  readonly response: JsonObject;
  readonly files: readonly ReceivedFile[];
}

/** A turn. */
export interface Content {
  readonly role: 'user' | 'model';
  readonly path: string;
  readonly parts: readonly Part[];
}

/** A function that the caller has. */
export interface FunctionDeclaration {
  readonly name: string;
  readonly schema: JsonObject;
}

/** Which functions may be called. */
export interface FunctionCalling {
  readonly mode: 'AUTO' | 'ANY' | 'NONE' | 'VALIDATED';
  readonly allowed: readonly string[];
}

/** The generation settings of a request. */
export interface Generation {
  readonly stopSequences: readonly string[];
  readonly maxOutputTokens: number | undefined;
  /** The schema that the answer must fit. */
  readonly schema: JsonObject | undefined;
  /** Whether the answer is JSON. */
  readonly json: boolean;
  readonly images: boolean;
  readonly includeThoughts: boolean;
  readonly thinks: boolean;
}

/** A request for content, after every rule has been checked. */
export interface GenerateRequest {
  readonly model: ModelFacts;
  readonly contents: readonly Content[];
  readonly system: readonly Part[];
  readonly functions: readonly FunctionDeclaration[];
  readonly calling: FunctionCalling;
  readonly generation: Generation;
  readonly body: JsonObject;
}
