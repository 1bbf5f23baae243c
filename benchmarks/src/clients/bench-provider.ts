import { streamChatCompletions } from '@plugboard/core/chat-completions';
import { defineProvider, type ProviderPlugin } from '@plugboard/core/provider';

/** Options of the provider. */
export interface BenchOptions {
  readonly url: string;
  /** If present, files are uploaded, and this is called with the SHA-256 that the server computed. Otherwise files are inside the chat. */
  readonly onUploaded?: ((sha256: string) => void) | undefined;
}

/** A provider for the server, of the kind that a reader of the documentation writes. */
export const bench: ProviderPlugin<BenchOptions> = defineProvider({
  id: 'bench',
  models: [{ id: 'bench-large' }],
  options: {
    '~standard': { version: 1, vendor: 'bench', validate: (value) => ({ value: value as BenchOptions }) },
  },
  create({ url, onUploaded }: BenchOptions) {
    const defaults = { baseUrl: `${url}/v1`, headers: { authorization: 'Bearer key-bench' } };
    return {
      stream: (request, call) => streamChatCompletions(call.http.with(defaults), request),
      ...(onUploaded !== undefined && {
        async upload(media, call) {
          const answer = await call.http.with(defaults).json({ phase: 'upload', url: '/files', form: { file: media } });
          onUploaded((answer as { readonly sha256: string }).sha256);
          return { url: 'file:file-1' };
        },
      }),
    };
  },
});
