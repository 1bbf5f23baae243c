import type { Figure } from '../figure.ts';
import { cancels } from './cancels.ts';
import { chats } from './chats.ts';
import { dataUrl } from './data-url.ts';
import { events } from './events.ts';
import { firstChat } from './first-chat.ts';
import { gateway } from './gateway.ts';
import { slowStreams } from './slow-streams.ts';
import { slowUpload } from './slow-upload.ts';
import { snapshots } from './snapshots.ts';
import { start } from './start.ts';
import { uploadCpu } from './upload-cpu.ts';
import { uploadMemory } from './upload-memory.ts';
import { uploadSizes } from './upload-sizes.ts';

/** All figures, in the order of the table. */
export const figures: readonly Figure[] = [
  events,
  ...chats,
  uploadCpu,
  uploadMemory,
  slowUpload,
  ...uploadSizes,
  dataUrl,
  start,
  firstChat,
  slowStreams,
  cancels,
  snapshots,
  ...gateway,
];
