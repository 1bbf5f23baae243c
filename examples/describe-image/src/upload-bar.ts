import type { Progress } from '@plugboard/core';

/** Shows how far an upload is. */
export interface UploadBar {
  show(progress: Progress): void;
  /** Leaves an empty line, if anything was shown. */
  clear(): void;
}

const width = 30;

/** A bar in the last line of a terminal. Shows nothing if the output is not a terminal. */
export function createUploadBar(output: NodeJS.WriteStream): UploadBar {
  if (!output.isTTY) return { show() {}, clear() {} };
  let shown = false;
  return {
    show({ sent, total }) {
      shown = true;
      const part = total === undefined || total === 0 ? 0 : Math.min(1, sent / total);
      const done = '█'.repeat(Math.round(part * width)).padEnd(width, '░');
      const percent = total === undefined ? '' : ` ${Math.floor(part * 100)} %`;
      output.write(`\r\u001B[KUploading ${total === undefined ? '' : done}${percent} ${size(sent)}`);
    },
    clear() {
      if (shown) output.write('\r\u001B[K');
      shown = false;
    },
  };
}

function size(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
