import UndiciAgent from 'undici/lib/dispatcher/agent.js';
import UndiciClient from 'undici/lib/dispatcher/client.js';
import UndiciPool from 'undici/lib/dispatcher/pool.js';

// The main entry also loads fetch, WebSocket, caches and mocks, four times as much as is used here: most of the first call's wait.
// undici declares no `exports`; a test compares the classes with those of the entry.
export const Agent: typeof import('undici').Agent = UndiciAgent;
export const Client: typeof import('undici').Client = UndiciClient;
export const Pool: typeof import('undici').Pool = UndiciPool;
