/** A text with the way back to the bytes that it came from. */
export interface DecodedText {
  readonly text: string;
  encode(text: string): Uint8Array;
}

const utf8Mark = Buffer.from([0xef, 0xbb, 0xbf]);
const littleMark = Buffer.from([0xff, 0xfe]);
const bigMark = Buffer.from([0xfe, 0xff]);

/** Decodes UTF-8 with or without a byte order mark, and UTF-16 with one, which is what Windows tools write. */
export function decodeText(bytes: Buffer): DecodedText {
  if (startsWith(bytes, littleMark)) {
    return {
      text: bytes.subarray(2).toString('utf16le'),
      encode: (text) => Buffer.concat([littleMark, Buffer.from(text, 'utf16le')]),
    };
  }
  if (startsWith(bytes, bigMark)) {
    const even = bytes.subarray(2, bytes.length - (bytes.length % 2));
    return {
      text: Buffer.from(even).swap16().toString('utf16le'),
      encode: (text) => Buffer.concat([bigMark, Buffer.from(text, 'utf16le').swap16()]),
    };
  }
  const marked = startsWith(bytes, utf8Mark);
  return {
    text: bytes.subarray(marked ? 3 : 0).toString('utf8'),
    encode: (text) => Buffer.concat([marked ? utf8Mark : Buffer.alloc(0), Buffer.from(text)]),
  };
}

function startsWith(bytes: Buffer, mark: Buffer): boolean {
  return bytes.subarray(0, mark.length).equals(mark);
}
