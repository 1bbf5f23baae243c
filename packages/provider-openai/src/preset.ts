import type { PartSpelling } from '@plugboard/core/chat-completions';
import type { ChatParameters, MediaKind, ResponseFormat } from '@plugboard/core/provider';

/** The facts about one service or server: its base URL and its peculiarities. */
export interface Preset {
  /** The name of the service, for messages. */
  readonly service: string;
  /** The URL before `/chat/completions` and `/models`. */
  readonly baseUrl: string;
  /** The variable that usually holds the key. The plugin does not read it: write `{ "$env": "..." }`. */
  readonly keyVariable: string | undefined;
  readonly keyRequired: boolean;
  /** The parameters that its documentation names. `any`: all of OpenAI's, and additions of services. */
  readonly parameters: readonly (keyof ChatParameters)[] | 'any';
  /** Parameters that it refuses although `parameters` is `any`. */
  readonly refusedParameters?: readonly (keyof ChatParameters)[] | undefined;
  /** Parameters that have another name in its wire format. */
  readonly spelling?: Partial<Readonly<Record<keyof ChatParameters, string>>> | undefined;
  /** The kinds of files that its wire format supports. A model may take fewer. */
  readonly media: readonly MediaKind[];
  /** The kinds of files that it fetches from a URL. */
  readonly remoteMedia: readonly MediaKind[];
  /** Whether it takes the `detail` of an image. */
  readonly imageDetail?: boolean | undefined;
  /** Whether it supports the role `developer`. Default false: such messages are sent as `system`. */
  readonly developer?: boolean | undefined;
  /** Whether it has the choice `allowed_tools`. Default false: only the allowed tools are sent. */
  readonly allowedTools?: boolean | undefined;
  /** Whether it has a field and a part for what the assistant refused. Default false: a refusal is sent as text. */
  readonly refusals?: boolean | undefined;
  /** The part that carries a PDF. Default `pdf_url`. */
  readonly pdf?: PartSpelling['pdf'];
  /** The part that carries audio. Default `audio_url`. */
  readonly audio?: PartSpelling['audio'];
  /** The fields of messages and parts that its documentation names. `any`: all that the caller gives. Default: none. */
  readonly messageFields?: readonly string[] | 'any' | undefined;
  readonly responseFormat: readonly ResponseFormat['type'][];
  /** `false`: it refuses `stream_options`, and sends token counts anyway. */
  readonly streamOptions: boolean;
  /** It accepts only tool call ids of nine letters and digits. */
  readonly shortToolCallIds?: boolean | undefined;
  /** The public document that states these facts. */
  readonly document: string;
}

/** The known services and servers. */
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
