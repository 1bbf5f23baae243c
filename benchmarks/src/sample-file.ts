import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file to send. */
export interface SampleFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** Sample files, which are deleted on disposal. */
export interface SampleFiles extends AsyncDisposable {
  /** A file with the first bytes of a PNG, and noise after them. It is made once for each size. */
  ofSize(size: number): Promise<SampleFile>;
}

/** Makes a folder for sample files. */
export async function createSampleFiles(): Promise<SampleFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'plugboard-bench-'));
  const made = new Map<number, Promise<SampleFile>>();
  return {
    ofSize(size) {
      const file = made.get(size) ?? writeSample(join(folder, `sample-${size}.png`), size);
      made.set(size, file);
      return file;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

async function writeSample(path: string, size: number): Promise<SampleFile> {
  const bytes = Buffer.alloc(size);
  let state = 1;
  for (let offset = 0; offset + 4 <= size; offset += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes.writeUInt32LE(state, offset);
  }
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(bytes);
  await writeFile(path, bytes);
  return { path, size, sha256: createHash('sha256').update(bytes).digest('hex') };
}
