import { createHash, type Hash } from 'node:crypto';

/** A file that arrived, with what can be proved about it. */
export interface ReceivedFile {
  /** The address that the upload got; `undefined` for a file inside a chat request. */
  readonly url: string | undefined;
  /** The name that the sender gave. */
  readonly name: string;
  /** The type that the sender declared. */
  readonly type: string;
  /** The format according to the first bytes: `JPEG`, `PNG`, ...; otherwise `unknown format`. */
  readonly format: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Finds out facts about a file while it passes, and keeps only its first bytes. */
export class FileProbe {
  readonly #hash: Hash = createHash('sha256');
  #head = Buffer.alloc(0);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(bytes: Buffer): void {
    this.#hash.update(bytes);
    this.#size += bytes.length;
    if (this.#head.length < 16) this.#head = Buffer.concat([this.#head, bytes.subarray(0, 16)]).subarray(0, 16);
  }

  /** Ends the probe. */
  result(url: string | undefined, name: string, type: string): ReceivedFile {
    const sha256 = this.#hash.digest('hex');
    return { url, name, type, format: formatOf(this.#head), size: this.#size, sha256 };
  }
}

/** A `data:` URL as a file; `undefined` for any other text. */
export function fileFromDataUrl(url: string): ReceivedFile | undefined {
  const comma = url.indexOf(',');
  const head = /^data:([^;,]*)(.*)$/i.exec(url.slice(0, Math.max(0, Math.min(comma, 200))));
  if (head === null) return undefined;
  const data = url.slice(comma + 1);
  const bytes = /;base64$/i.test(head[2] ?? '') ? Buffer.from(data, 'base64') : Buffer.from(decodeURIComponent(data));
  return fileFromBytes(bytes, head[1] ?? '');
}

/** A file that came inside a request. */
export function fileFromBytes(bytes: Buffer, type: string): ReceivedFile {
  const probe = new FileProbe();
  probe.add(bytes);
  return probe.result(undefined, '', type);
}

const signatures: readonly (readonly [format: string, offset: number, bytes: string])[] = [
  ['JPEG', 0, '\xff\xd8\xff'],
  ['PNG', 0, '\x89PNG'],
  ['GIF', 0, 'GIF8'],
  ['WebP', 8, 'WEBP'],
  ['AVIF', 8, 'avif'],
  ['PDF', 0, '%PDF'],
  ['MP4', 4, 'ftyp'],
  ['WebM', 0, '\x1aE\xdf\xa3'],
  ['WAV', 8, 'WAVE'],
  ['MP3', 0, 'ID3'],
  ['Ogg', 0, 'OggS'],
];

function formatOf(head: Buffer): string {
  const text = head.toString('latin1');
  return signatures.find(([, offset, bytes]) => text.startsWith(bytes, offset))?.[0] ?? 'unknown format';
}
