import { createHash } from 'node:crypto';
import { readForm, Refusal, type ReceivedFile } from '@plugboard/emulator-kit';
import { invalid, type Exchange } from './exchange.ts';
import type { UploadSwitches } from './scenario.ts';

/** The files of an emulator, by their addresses. */
export type FileStore = Map<string, ReceivedFile>;

/** `/api/upload-image`: takes one part named `image`, whatever kind of file it is. */
export async function answerUpload(
  exchange: Exchange,
  switches: UploadSwitches,
  subject: string,
  store: FileStore,
): Promise<void> {
  if (!(await exchange.begin(switches))) return;
  const file = await readImage(exchange, switches.maxBytes ?? Number.POSITIVE_INFINITY);
  // In the shape of a real address: a literal `|`, and a key of 86 base64url characters. The host does not exist.
  const key = createHash('sha512').update(`${subject}/${store.size}`).digest('base64url');
  const url = `https://reka-prod-user-images.invalid/${subject}/vlm/${key}==`;
  store.set(url, { ...file, url });
  exchange.send(200, bodyOf(url, switches.keys ?? 'both'));
}

function bodyOf(url: string, keys: NonNullable<UploadSwitches['keys']>): object {
  if (keys === 'none') return {};
  return keys === 'both' ? { media_url: url, image_url: url } : { [keys]: url };
}

async function readImage(exchange: Exchange, maxBytes: number): Promise<ReceivedFile> {
  const { files, fields } = await readForm(exchange, {
    maxBytes,
    tooLarge: () => new Refusal(413, { detail: 'File too large' }),
    noForm: () => invalid(['body', 'image'], 'Field required', 'missing'),
    endedEarly: () => new Refusal(400, { detail: 'The body ended too early' }),
  });
  const image = files.find(({ field }) => field === 'image');
  if (image === undefined) throw invalid(['body', 'image'], 'Field required', 'missing');
  if (files.length + fields.size > 1) throw invalid(['body'], 'Only one part named image is known', 'extra_forbidden');
  return image.file;
}
