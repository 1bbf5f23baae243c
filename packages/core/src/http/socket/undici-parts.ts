import UndiciAgent from 'undici/lib/dispatcher/agent.js';
import UndiciClient from 'undici/lib/dispatcher/client.js';
import UndiciPool from 'undici/lib/dispatcher/pool.js';

// undici's main entry also loads fetch, WebSocket, caches and mocks, four times as much code as core uses: most of the
// time that a first call waits. undici declares no `exports`, so its files can be imported. A test compares these
// classes with those of the entry.
// @see docs/decisions/0014-core-ships-as-few-files.md
export const Agent: typeof import('undici').Agent = UndiciAgent;
export const Client: typeof import('undici').Client = UndiciClient;
export const Pool: typeof import('undici').Pool = UndiciPool;
