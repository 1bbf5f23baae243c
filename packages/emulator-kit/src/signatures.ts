import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a signature proves about a thought that comes back. */
export type Verdict = 'genuine' | 'altered' | 'foreign';

const nonceLength = 8;
const digestLength = 32;

/** Signs thoughts, to recognize altered ones, those of another model, and those that this emulator did not make. */
export class Signatures {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  /** A new signature for each thought. A text that the answer leaves out is signed as empty. */
  sign(model: string, text: string): string {
    const nonce = randomBytes(nonceLength);
    return Buffer.concat([Buffer.from(`${model}\0`), nonce, this.#digest(model, nonce, text)]).toString('base64');
  }

  /** Whether a thought is, byte for byte, one that this emulator sent for this model. */
  judge(signature: string, model: string, text: string): Verdict {
    const bytes = Buffer.from(signature, 'base64');
    const end = bytes.length - nonceLength - digestLength;
    if (end < 1 || bytes.toString('base64') !== signature) return 'altered';
    const signer = bytes.toString('utf8', 0, end - 1);
    const nonce = bytes.subarray(end, end + nonceLength);
    if (!timingSafeEqual(bytes.subarray(end + nonceLength), this.#digest(signer, nonce, text))) return 'altered';
    return signer === model ? 'genuine' : 'foreign';
  }

  #digest(model: string, nonce: Buffer, text: string): Buffer {
    return createHmac('sha256', this.#key).update(`${model}\0`).update(nonce).update(text).digest();
  }
}
