/** What a client is to ask. */
export interface Asked {
  readonly text: string;
  /** A PNG in base64. */
  readonly image?: string | undefined;
  /** Whether it offers `get_weather`. */
  readonly tool?: boolean | undefined;
  /** Whether it wants an object with a city. */
  readonly object?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a client makes of the answer. */
export interface Reply {
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly arguments: unknown }[];
  readonly object?: unknown;
}

/** A program that knows nothing of Plugboard, as its users write it. */
export interface OtherClient {
  whole(asked: Asked): Promise<Reply>;
  /** @param onText - Hears of each piece of text. */
  stream(asked: Asked, onText: () => void): Promise<Reply>;
}

/** Where a client goes. */
export interface Target {
  readonly baseURL: string;
  readonly apiKey: string;
  readonly model: string;
}

export const citySchema = {
  type: 'object' as const,
  properties: { city: { type: 'string' as const } },
  required: ['city'],
  additionalProperties: false,
};

export const weather = { name: 'get_weather', description: 'The weather of a city.', parameters: citySchema };

/** The data URL of the picture. */
export function dataUrl(base64: string): string {
  return `data:image/png;base64,${base64}`;
}
