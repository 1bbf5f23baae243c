import type { PartSpelling } from '@plugboard/core/chat-completions';
import type { ChatParameters, MediaKind, ResponseFormat } from '@plugboard/core/provider';

/** What is known of one service or server: where it is, and how it departs from the usual. */
export interface Preset {
  /** Its name, for people. */
  readonly service: string;
  /** Up to where `/chat/completions` and `/models` begin. */
  readonly baseUrl: string;
  /** The variable in which its key is usually kept. It is not read by itself: write `{ "$env": "..." }`. */
  readonly keyVariable: string | undefined;
  readonly keyRequired: boolean;
  /** The parameters that its documents name; `any`: all of OpenAI's, and what services add to them. */
  readonly parameters: readonly (keyof ChatParameters)[] | 'any';
  /** Parameters that it refuses, where `parameters` is `any`. */
  readonly refusedParameters?: readonly (keyof ChatParameters)[] | undefined;
  /** Names on the wire that are not those of the parameters. */
  readonly spelling?: Partial<Readonly<Record<keyof ChatParameters, string>>> | undefined;
  /** The kinds of files that its wire has a place for; a model may take less. */
  readonly media: readonly MediaKind[];
  /** The kinds that it fetches itself when it gets a URL. */
  readonly remoteMedia: readonly MediaKind[];
  /** It is told how closely to look at an image. */
  readonly imageDetail?: boolean | undefined;
  /** It knows the role `developer`. Default false: such messages go as `system`. */
  readonly developer?: boolean | undefined;
  /** How a PDF travels. Default `pdf_url`. */
  readonly pdf?: PartSpelling['pdf'];
  /** How a recording travels. Default `audio_url`. */
  readonly audio?: PartSpelling['audio'];
  /** Fields of messages and parts that its documents name; `any`: whatever the caller gives. Default: none. */
  readonly messageFields?: readonly string[] | 'any' | undefined;
  readonly responseFormat: readonly ResponseFormat['type'][];
  /** `false`: it refuses `stream_options`, and counts without being asked. */
  readonly streamOptions: boolean;
  /** It takes tool calls back only under ids of nine letters and digits. */
  readonly shortToolCallIds?: boolean | undefined;
  /** The public document that says so. */
  readonly document: string;
}

/** The services and servers that are known by name. */
export type PresetName =
  | 'openai'
  | 'ollama'
  | 'llama.cpp'
  | 'vllm'
  | 'lm-studio'
  | 'openrouter'
  | 'groq'
  | 'together'
  | 'mistral'
  | 'deepseek';
