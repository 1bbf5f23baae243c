import type { StoredFile } from '../files/file-store.ts';
import type { RequestContext } from '../request-context.ts';
import { Refusal } from '../wire/refusal.ts';

/** `POST /v1/files` */
export async function uploadFile(context: RequestContext): Promise<void> {
  const { services, exchange } = context;
  const { files, settings } = services;
  const { id, path } = files.begin();
  try {
    // The parser of forms is loaded for the first upload.
    const { readUpload } = await import('../files/read-upload.ts');
    const { receivedBytes, ...upload } = await readUpload(exchange, settings.bodyLimit, path);
    context.bodyRead(receivedBytes);
    const stored = await files.add({ id, ...upload, owner: ownerOf(context) });
    context.sendJson(200, toWireFile(stored));
  } catch (error) {
    await files.remove(id);
    throw error;
  }
}

/** `GET /v1/files/{id}` */
export async function getFile(context: RequestContext, id: string): Promise<void> {
  context.sendJson(200, toWireFile(await find(context, id)));
}

/** `DELETE /v1/files/{id}` */
export async function deleteFile(context: RequestContext, id: string): Promise<void> {
  await find(context, id);
  await context.services.files.remove(id);
  context.sendJson(200, { id, object: 'file', deleted: true });
}

async function find(context: RequestContext, id: string): Promise<StoredFile> {
  const found = await context.services.files.find(id, ownerOf(context));
  if (found !== undefined) return found;
  throw new Refusal('No file has this id. Files are kept for an hour.', {
    status: 404,
    code: 'file_not_found',
    param: 'id',
  });
}

/** Files belong to the key that uploaded them. */
function ownerOf({ holder }: RequestContext): string {
  return holder?.name ?? '';
}

function toWireFile({ id, bytes, filename, purpose, createdAt, expiresAt }: StoredFile): object {
  return {
    id,
    object: 'file',
    bytes,
    created_at: createdAt,
    expires_at: expiresAt,
    filename,
    purpose,
    status: 'processed',
  };
}
