/**
 * The functions of `node:fs` that a client needs when it is made. An `import` of it reads all of its exports, some of which
 * load all of Node's streams: that would be a good part of the time in which a program starts.
 */
export const fileSystem: Pick<typeof import('node:fs'), 'existsSync' | 'readFileSync' | 'statSync'> =
  process.getBuiltinModule('node:fs');
