import { F as PlugboardError, c as defineProvider } from "./start.js";
import { r as redactorOf } from "./redactor.js";

// packages/core/dist/session/check-token.js
const maximumLength = 16384;
const visibleAscii = /^[\x21-\x7e]+$/;
/** Lets through what can stand in a header. A value in a header that is refused later would be quoted by the refusal. */
function checkToken(loaded, redactor) {
	const token = loaded;
	const value = typeof token === "object" && token !== null ? Reflect.get(token, "value") : void 0;
	if (value === void 0 || value === null || value === "") throw new PlugboardError("auth_rejected", "The service gave no access token. Sign in again.", { phase: "auth" });
	if (typeof value !== "string") throw malformed(`is a ${typeof value}, not text`);
	redactor.add(value);
	if (value.length > maximumLength) throw malformed(`has ${value.length} characters; at most ${maximumLength} are taken`);
	if (!visibleAscii.test(value)) throw malformed("holds a character that no header may carry");
	return {
		value,
		expiresAt: loaded.expiresAt
	};
}
function malformed(what) {
	return new PlugboardError("protocol_error", `The access token ${what}.`, { phase: "auth" });
}

// packages/core/dist/session/create-tokens.js
/** Milliseconds before its expiry at which a token is replaced. */
const replaceBefore = 6e4;
/**
* Shares one short-lived token among all calls of an instance.
*
* - All who wait share one `load`. It gets `host.http`, so no call's abort ends it; a caller that aborts leaves alone and
*   rejects at once with its signal's reason. When all have left, the next `get` begins a new load.
* - A token is replaced 60 seconds before `expiresAt`; one that lives no longer than that is used until `expiresAt`.
* - `expiresAt` is compared with the client's clock (`host.now()`). No service hands out an expired token, so one that seems
*   expired when it arrives means that the clocks disagree: it is then used until the service refuses it. A clock that is
*   slow shows as a refusal (401) too, which costs one more load and no failed call. A loader that knows the service's own
*   time gives `expiresAt` in terms of the client's: its lifetime added to `host.now()`.
* - A failed load rejects all who wait for it with the same error; the next `get` tries again.
*
* Every value is told to the redactor before anyone can see it.
*
* @throws `PlugboardError` `auth_rejected` when `load` gave no token, `protocol_error` when what it gave cannot be sent;
* else whatever `load` throws.
*/
function createTokens(host, load) {
	const redactor = redactorOf(host);
	let current;
	let flight;
	let newest = 0;
	async function begin() {
		const turn = ++newest;
		const { value, expiresAt } = checkToken(await load(host.http), redactor);
		if (turn === newest) current = {
			value,
			replaceAt: replaceAt(expiresAt, host.now())
		};
		return value;
	}
	function board() {
		const boarded = {
			result: begin(),
			waiting: 0
		};
		const land = () => {
			if (flight === boarded) flight = void 0;
		};
		boarded.result.then(land, land);
		return boarded;
	}
	return {
		async get(signal) {
			signal.throwIfAborted();
			if (current !== void 0 && host.now() < current.replaceAt) return current.value;
			flight ??= board();
			const boarded = flight;
			boarded.waiting += 1;
			try {
				return await unlessAborted(boarded.result, signal);
			} finally {
				boarded.waiting -= 1;
				if (boarded.waiting === 0 && flight === boarded) flight = void 0;
			}
		},
		reject(value) {
			if (current?.value === value) current = void 0;
		}
	};
}
function replaceAt(expiresAt, now) {
	if (expiresAt === void 0 || !Number.isFinite(expiresAt) || expiresAt <= now) return Number.POSITIVE_INFINITY;
	return expiresAt - now > replaceBefore ? expiresAt - replaceBefore : expiresAt;
}
function unlessAborted(result, signal) {
	return new Promise((resolve, reject) => {
		const leave = () => reject(signal.reason);
		signal.addEventListener("abort", leave, { once: true });
		result.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
	});
}

export { PlugboardError, createTokens, defineProvider };
//# sourceMappingURL=provider.js.map