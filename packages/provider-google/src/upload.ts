import {
  type Call,
  type Http,
  jsonObjectIn,
  type Media,
  type MediaReference,
  PlugboardError,
  textIn,
} from '@plugboard/core/provider';

/** Milliseconds between two requests for the state of a file that the service is still processing. */
const pauses = { first: 500, longest: 5_000 } as const;

/** What an upload depends on besides the file. */
export interface UploadTarget {
  readonly http: Http;
  readonly call: Call;
  /** Such as `v1beta`. */
  readonly version: string;
  /** The type of the file as the service calls it. */
  readonly type: string;
}

/** Uploads a file to the Files API, where it stays for 48 hours, and waits until it can be used: videos take a while. */
export async function uploadFile(media: Media, { http, call, version, type }: UploadTarget): Promise<MediaReference> {
  const address = await beginUpload(media, http, version, type);
  // The address may be at another origin, which gets no key.
  const sent = await http.json({
    phase: 'upload',
    method: 'POST',
    url: address,
    headers: { 'x-goog-upload-command': 'upload, finalize', 'x-goog-upload-offset': '0', 'content-type': type },
    body: media,
  });
  let file = jsonObjectIn(jsonObjectIn(sent)['file']);
  for (let wait: number = pauses.first; file['state'] === 'PROCESSING'; wait = Math.min(wait * 2, pauses.longest)) {
    await call.sleep(wait);
    file = jsonObjectIn(await http.json({ phase: 'upload', url: `/${version}/${textIn(file['name'])}` }));
  }
  const uri = textIn(file['uri']);
  if (file['state'] === 'FAILED' || uri === '') {
    throw new PlugboardError('protocol_error', `The service could not process the file ${media.name}.`, {
      phase: 'upload',
    });
  }
  return { url: uri };
}

/** Announces a file, and returns the address for its bytes. */
async function beginUpload(media: Media, http: Http, version: string, type: string): Promise<string> {
  let address = '';
  const begun = http.bytes({
    phase: 'upload',
    method: 'POST',
    url: `/upload/${version}/files`,
    headers: {
      'x-goog-upload-protocol': 'resumable',
      'x-goog-upload-command': 'start',
      'x-goog-upload-header-content-length': String(media.size ?? 0),
      'x-goog-upload-header-content-type': type,
    },
    json: { file: {} },
    onHeaders: (headers) => {
      address = headers.get('x-goog-upload-url') ?? '';
    },
  });
  for await (const _bytes of begun);
  if (address !== '' && URL.canParse(address)) return address;
  throw new PlugboardError('protocol_error', 'The service returned no upload URL.', { phase: 'upload' });
}
