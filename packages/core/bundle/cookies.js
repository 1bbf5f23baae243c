import { r as redactorOf } from "./redactor.js";
import { F as PlugboardError } from "./start.js";
import { basename, dirname, join } from "node:path";
import { randomUUID } from "node:crypto";
import { access, link, lstat, open, readFile, readdir, rename, stat, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
import { domainToASCII } from "node:url";
import { Cookie, CookieJar, defaultPath } from "tough-cookie";
import { constants } from "node:fs";

// packages/core/dist/cookies/cookie-record.js
/** Whether two cookies replace each other. */
function isSameCookie(one, other) {
	return one.name === other.name && one.domain === other.domain && one.path === other.path;
}

// packages/core/dist/cookies/file-lock.js
/** Milliseconds after which a lock belongs to a process that died, wherever that ran. Work under a lock takes a few. */
const staleAfter = 1e4;
const giveUpAfter = 3e3;
/** Another process holds the lock for longer than is worth waiting. */
var LockTaken = class extends Error {};
/**
* Does `work` while no other process does the like under the same lock file. The lock of a process that died is taken over:
* at once when it ran on this machine, else after 10 seconds.
*
* @throws `LockTaken` after 3 seconds.
*/
async function withFileLock(path, work) {
	const owner = `${process.pid} ${hostname()} ${randomUUID()}`;
	await acquire(path, owner);
	try {
		return await work();
	} finally {
		if (await readFile(path, "utf8").catch(() => "") === owner) await unlink(path).catch(() => void 0);
	}
}
async function acquire(path, owner) {
	const start = performance.now();
	while (!await create(path, owner)) {
		if (await removeStale(path)) continue;
		if (performance.now() - start > giveUpAfter) throw new LockTaken();
		await setTimeout$1(5 + Math.floor(performance.now() % 20));
	}
}
async function create(path, owner) {
	try {
		const handle = await open(path, "wx", 384);
		try {
			await handle.writeFile(owner);
		} catch (error) {
			await unlink(path).catch(() => void 0);
			throw error;
		} finally {
			await handle.close();
		}
		return true;
	} catch (error) {
		if (codeOf(error) === "EEXIST") return false;
		throw error;
	}
}
async function removeStale(path) {
	const old = await stat(path).catch(() => void 0);
	if (old === void 0) return false;
	if (!(Date.now() - old.mtimeMs >= 1e4) && !isDead(await readFile(path, "utf8").catch(() => ""))) return false;
	const aside = `${path}.${randomUUID()}`;
	if (!await rename(path, aside).then(() => true, () => false)) return true;
	const moved = await stat(aside).catch(() => void 0);
	if (moved?.ino !== old.ino || moved.mtimeMs !== old.mtimeMs) await link(aside, path).catch(() => void 0);
	await unlink(aside).catch(() => void 0);
	return true;
}
/** Whether a lock names a process of this machine that no longer runs. */
function isDead(owner) {
	const [pid = "", machine] = owner.split(" ");
	if (machine !== hostname() || !/^\d+$/.test(pid)) return false;
	try {
		process.kill(Number(pid), 0);
		return false;
	} catch (error) {
		return codeOf(error) === "ESRCH";
	}
}
function codeOf(error) {
	return error instanceof Error ? Reflect.get(error, "code") : void 0;
}

// packages/core/dist/cookies/cookie-domain.js
/** Reads `.Chat.Example`, `chat.example` or `https://chat.example/`; a leading dot means "and the hosts below". */
function readDomain(text) {
	const host = text.trim().replace(/^[a-z]+:\/\/([^/]*).*$/i, "$1").replace(/^([^:]*):\d+$/, "$1").replace(/^\[(.*)\]$/, "$1");
	const dotted = host.startsWith(".");
	const bare = (dotted ? host.slice(1) : host).toLowerCase();
	return {
		domain: /^[\x21-\x7e]*$/.test(bare) ? bare : domainToASCII(bare) || bare,
		dotted
	};
}
/** The host of a URL as cookies write it: without the brackets of IPv6. */
function hostOf(url) {
	return url.hostname.replace(/^\[(.*)\]$/, "$1");
}
/** Whether a cookie goes to a host: its own, or one below its domain. Look-alikes and hosts above do not match. */
function belongsTo(cookie, host) {
	if (cookie.domain === host) return true;
	return !cookie.hostOnly && !isAddress(host) && cookie.domain !== "" && host.endsWith(`.${cookie.domain}`);
}
function isAddress(host) {
	return host.includes(":") || /^\d+(\.\d+){3}$/.test(host);
}

// packages/core/dist/cookies/cookie-problem.js
/** Bytes of name and value together, as browsers have it. */
const maximumCookieSize = 4096;
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const headerSafe = /^[\x21\x23-\x3a\x3c-\x7e]*$/;
/** Why a cookie must not reach a header, without its value; `undefined` when it may. */
function problemOf({ name, value, path }) {
	if (name === "") return "it has no name";
	if (!token.test(name)) return "its name holds a character that no cookie name may have";
	if (value === "") return "its value is empty";
	if (name.length + value.length > 4096) return `it is larger than ${maximumCookieSize} bytes`;
	if (!headerSafe.test(value)) return `its value holds ${offender(value)}`;
	if (!/^\/[\x21-\x3a\x3c-\x7e]*$/.test(path)) return "its path cannot be read";
}
function offender(value) {
	if (/[\r\n]/.test(value)) return "a line break";
	if (/[\u0000-\u001f\u007f]/.test(value)) return "a control character";
	if (value.includes(";")) return "a \";\", so it is more than one value";
	if (value.includes("\"")) return "a double quote";
	if (value.includes(" ")) return "a space";
	return "a character outside ASCII";
}
/** A name as messages show it. Exports with shifted columns have secrets where names belong. */
function shownName(name) {
	if (token.test(name) && name.length <= 64) return name;
	return name === "" ? "(no name)" : `(unreadable name of ${name.length} characters)`;
}
/** A host as messages show it. */
function shownHost(host) {
	if (host.length <= 100 && /^[a-z0-9._:-]+$/.test(host)) return host;
	return host === "" ? "(no host)" : "(unreadable host)";
}

// packages/core/dist/cookies/formats/source-document.js
/** The text is not what it should be; the message names the place, never a value. */
var SourceFault = class extends Error {};

// packages/core/dist/cookies/formats/json-text.js
/** Parses JSON; a fault names its line. `JSON.parse` itself would quote the text around it. */
function parseJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		throw new SourceFault(`line ${faultLine(text)} is not valid JSON`);
	}
}
/** Writes JSON the way that `like` is written: its indentation, line ends and last line break. */
function writeJson(value, like) {
	const indent = /\n([ \t]+)\S/.exec(like)?.[1] ?? "";
	const text = JSON.stringify(value, void 0, indent) + (/\n\s*$/.test(like) ? "\n" : "");
	return like.includes("\r\n") ? text.replaceAll("\n", "\r\n") : text;
}
const literal = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
const stringPiece = /[^"\\\u0000-\u001f]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
/** The line at which a text stops being JSON. */
function faultLine(text) {
	const scanner = new JsonScanner(text);
	scanner.scan();
	return text.slice(0, scanner.position).split("\n").length;
}
/** Walks a JSON text without recursion, so that depth does not matter, up to its end or first fault. */
var JsonScanner = class {
	#text;
	position = 0;
	constructor(text) {
		this.#text = text;
	}
	scan() {
		const open = [];
		let expected = "value";
		for (;;) {
			this.#skipBlank();
			const character = this.#text[this.position];
			if ((character === "}" || character === "]") && (expected === "next" || expected === "first") && open.at(-1) === character) {
				open.pop();
				this.position++;
				expected = "next";
			} else if (expected === "next") {
				if (open.length === 0 || character !== ",") return;
				this.position++;
				expected = open.at(-1) === "}" ? "key" : "value";
			} else if (expected === "key" || expected === "first" && open.at(-1) === "}") {
				if (!this.#key()) return;
				expected = "value";
			} else if (character === "{" || character === "[") {
				open.push(character === "{" ? "}" : "]");
				this.position++;
				expected = "first";
			} else {
				if (!(character === "\"" ? this.#string() : this.#match(literal))) return;
				expected = "next";
			}
		}
	}
	#key() {
		if (this.#text[this.position] !== "\"" || !this.#string()) return false;
		this.#skipBlank();
		if (this.#text[this.position] !== ":") return false;
		this.position++;
		return true;
	}
	#string() {
		this.position++;
		while (this.#match(stringPiece));
		if (this.#text[this.position] !== "\"") return false;
		this.position++;
		return true;
	}
	#skipBlank() {
		this.#match(/[ \t\r\n]+/y);
	}
	#match(pattern) {
		pattern.lastIndex = this.position;
		const found = pattern.exec(this.#text);
		if (found === null) return false;
		this.position += found[0].length;
		return true;
	}
};

// packages/core/dist/cookies/formats/name-value.js
/** A cookie that only has a name and a value belongs to exactly the host that it was given for. */
function plainCookie(name, value, origin) {
	return {
		name,
		value,
		domain: hostOf(origin),
		hostOnly: true,
		path: "/",
		secure: origin.protocol === "https:" || name.startsWith("__"),
		httpOnly: true
	};
}
/** A JSON file of the form `{ "name": "value" }`. */
function readNameValue(document, text, origin) {
	return {
		kind: "name-value",
		cookies: Object.entries(document).map(([name, value], index) => {
			if (typeof value === "string") return plainCookie(name, value, origin);
			throw new SourceFault(`entry ${index + 1} (${shownName(name)}) is no text`);
		}),
		apply(changes) {
			const next = new Map(Object.entries(document));
			for (const { kind, cookie } of changes) if (kind === "set") next.set(cookie.name, cookie.value);
			else next.delete(cookie.name);
			return writeJson(Object.fromEntries(next), text);
		}
	};
}

// packages/core/dist/cookies/formats/cookie-header.js
/** A file with the text of a `Cookie` header, as copied from a browser's network panel: `name=value; name=value`. */
function readCookieHeader(text, origin) {
	return {
		kind: "cookie-header",
		cookies: cookiesOfHeader(text.trim().replace(/^cookie:\s*/i, ""), origin)
	};
}
/** Whether a text looks like a `Cookie` header. */
function isCookieHeader(text) {
	return /^(?:cookie:\s*)?[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,128}=[^\r\n\t]*$/i.test(text.trim());
}
/** The pairs of a `Cookie` header. */
function cookiesOfHeader(header, origin) {
	return header.split(";").map((pair) => pair.trim()).filter((pair) => pair !== "").map((pair, index) => {
		const equals = pair.indexOf("=");
		if (equals <= 0) throw new SourceFault(`pair ${index + 1} of the cookie header has no name`);
		return plainCookie(pair.slice(0, equals), pair.slice(equals + 1), origin);
	});
}

// packages/core/dist/cookies/set-cookie.js
/** A cookie of 4 KiB and room for its attributes. */
const maximumHeaderLength = 8192;
/** Half of what one answer may set is kept for cookies that are already known. */
const maximumPerAnswer = 100;
/** Reads one `Set-Cookie` of an answer from `url`; `undefined` when it is to be ignored. */
function readSetCookie(header, url, now) {
	if (typeof header !== "string" || header.length > maximumHeaderLength) return void 0;
	if (header.split(";", 34).length > 33) return void 0;
	const parsed = Cookie.parse(header);
	if (parsed === void 0) return void 0;
	const host = hostOf(url);
	const domain = parsed.domain ?? host;
	const path = parsed.path ?? defaultPath(url.pathname);
	const identity = {
		name: parsed.key,
		domain,
		path
	};
	if (!belongsTo({
		domain,
		hostOnly: parsed.domain === null
	}, host)) return void 0;
	const expiresAt = expiryOf(parsed, now);
	const cleared = parsed.value === "" || expiresAt !== void 0 && expiresAt <= now;
	if (problemOf({
		...identity,
		value: cleared ? "cleared" : parsed.value
	}) !== void 0) return void 0;
	if (cleared) return {
		kind: "remove",
		cookie: identity
	};
	return {
		kind: "set",
		cookie: {
			...identity,
			value: parsed.value,
			hostOnly: parsed.domain === null,
			secure: parsed.secure,
			httpOnly: parsed.httpOnly,
			sameSite: sameSiteOf(parsed),
			expiresAt
		}
	};
}
/** The headers of an answer that are worth reading: all of an honest one, at most 100 of a flood. */
function withoutFlood(headers, known) {
	if (headers.length <= maximumPerAnswer) return headers;
	const rolled = [];
	const added = [];
	for (const header of headers) {
		if (typeof header !== "string") continue;
		if (known.has(header.slice(0, Math.max(header.indexOf("="), 0)).trim())) rolled.push(header);
		else added.push(header);
	}
	return [...rolled.slice(-50), ...added.slice(0, maximumPerAnswer / 2)];
}
/** Tough-cookie counts `Max-Age` from the system's clock; here the client's counts. */
function expiryOf(cookie, now) {
	if (typeof cookie.maxAge === "number") return cookie.maxAge <= 0 ? 0 : Math.min(now + cookie.maxAge * 1e3, 864e13);
	if (cookie.maxAge === "-Infinity") return 0;
	const expires = cookie.expires instanceof Date ? cookie.expires.getTime() : NaN;
	return Number.isFinite(expires) ? expires : void 0;
}
function sameSiteOf({ sameSite }) {
	return sameSite === "strict" || sameSite === "lax" || sameSite === "none" ? sameSite : void 0;
}

// packages/core/dist/cookies/formats/json-object.js
/** Whether a parsed value is an object and no array. */
function isObject(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
/** An own property; `undefined` for what is inherited. */
function own(object, key) {
	return Object.hasOwn(object, key) ? object[key] : void 0;
}

// packages/core/dist/cookies/formats/har.js
/**
* A recording of a browser's network panel. What requests carried and what answers set is followed in order, so that the
* last word counts. It is never written: a recording stays what was recorded.
*/
function readHar(log) {
	const entries = own(log, "entries");
	if (!Array.isArray(entries)) throw new SourceFault("the recording has no list of entries");
	const state = new HarCookies();
	for (const [index, entry] of entries.entries()) {
		const where = `entry ${index + 1} of the recording`;
		if (!isObject(entry)) throw new SourceFault(`${where} is no object`);
		readEntry(entry, where, state);
	}
	if (state.cookies.length === 0) throw new SourceFault("the recording holds no cookies; export it \"with sensitive data\", or export the cookies alone");
	return {
		kind: "har",
		cookies: state.cookies
	};
}
function readEntry(entry, where, state) {
	const request = own(entry, "request");
	const response = own(entry, "response");
	const address = isObject(request) ? own(request, "url") : void 0;
	const url = typeof address === "string" ? parseUrl(address) : void 0;
	if (!isObject(request) || url === void 0) throw new SourceFault(`${where} has no request with a URL`);
	if (url.protocol !== "https:" && url.protocol !== "http:") return;
	for (const cookie of sentCookies(request, url)) state.sent(cookie, hostOf(url));
	if (!isObject(response)) return;
	const started = Date.parse(String(own(entry, "startedDateTime")));
	for (const header of setCookies(response)) state.answered(header, url, Number.isFinite(started) ? started : 0);
}
var HarCookies = class {
	cookies = [];
	/** A request shows a value but not whose cookie it is; where an answer told that before, it is kept. */
	sent(cookie, host) {
		const known = this.cookies.find((other) => other.name === cookie.name && belongsTo(other, host));
		if (known === void 0) this.cookies = [...this.cookies, cookie];
		else if (known.value !== cookie.value) this.#replace(known, {
			...known,
			value: cookie.value,
			expiresAt: void 0
		});
	}
	answered(header, url, startedAt) {
		const change = readSetCookie(header, url, startedAt);
		if (change === void 0) return;
		const host = hostOf(url);
		const guessed = this.cookies.find(({ name, domain, hostOnly }) => name === change.cookie.name && hostOnly && domain === host);
		const previous = this.cookies.find((cookie) => isSameCookie(cookie, change.cookie)) ?? guessed;
		this.#replace(previous, change.kind === "set" ? change.cookie : void 0);
	}
	#replace(previous, next) {
		const others = this.cookies.filter((cookie) => cookie !== previous);
		this.cookies = next === void 0 ? others : [...others, next];
	}
};
function sentCookies(request, url) {
	const headers = headerValues(request, "cookie").flatMap((header) => cookiesOfHeader(header, url));
	if (headers.length > 0) return headers;
	return pairs(request).map(({ name, value }) => plainCookie(name, value, url));
}
function setCookies(response) {
	const headers = headerValues(response, "set-cookie").flatMap((header) => header.split("\n"));
	if (headers.length > 0) return headers;
	return pairs(response).map(({ name, value, entry }) => {
		const expires = new Date(String(own(entry, "expires")));
		return [
			`${name}=${value}`,
			...["domain", "path"].flatMap((key) => {
				const attribute = own(entry, key);
				return typeof attribute === "string" && attribute !== "" ? [`${key}=${attribute}`] : [];
			}),
			...Number.isFinite(expires.getTime()) ? [`expires=${expires.toUTCString()}`] : [],
			...own(entry, "httpOnly") === true ? ["httponly"] : [],
			...own(entry, "secure") === true ? ["secure"] : []
		].join("; ");
	});
}
function headerValues(message, wanted) {
	return objects(own(message, "headers")).flatMap((header) => {
		const name = own(header, "name");
		const value = own(header, "value");
		return typeof name === "string" && name.toLowerCase() === wanted && typeof value === "string" ? [value] : [];
	});
}
function pairs(message) {
	return objects(own(message, "cookies")).flatMap((entry) => {
		const name = own(entry, "name");
		const value = own(entry, "value");
		return typeof name === "string" && typeof value === "string" ? [{
			name,
			value,
			entry
		}] : [];
	});
}
function objects(list) {
	return Array.isArray(list) ? list.filter(isObject) : [];
}
function parseUrl(text) {
	try {
		return new URL(text);
	} catch {
		return;
	}
}

// packages/core/dist/cookies/formats/expiry-field.js
const latest = 864e13;
/** Milliseconds between 1601, from where Chromium counts, and 1970. */
const chromiumOffset = 0xa9730b66800;
/**
* Reads seconds (whole or not), milliseconds, microseconds (Firefox; Chromium, since 1601), ISO and HTTP dates. `-1`, `0`,
* nothing and `session` mean: no expiry.
*/
function readExpiryField(raw) {
	if (raw === void 0 || raw === null || raw === "" || raw === false) return { expiresAt: void 0 };
	if (typeof raw === "string") {
		const text = raw.trim();
		if (/^-?\d+(\.\d+)?$/.test(text)) return readExpiryField(Number(text));
		if (/^(session|infinity|at end of session)$/i.test(text)) return { expiresAt: void 0 };
		return dated(text.length <= 64 ? Date.parse(text) : NaN);
	}
	if (typeof raw !== "number") return { problem: "its expiry cannot be read" };
	if (raw === -1 || raw === 0) return { expiresAt: void 0 };
	return dated(raw < 0 ? NaN : raw * unitOf(raw) - offsetOf(raw));
}
/** Writes an expiry in the unit of the value that it replaces; seconds when that does not tell. */
function writeExpiryField(previous, expiresAt) {
	if (typeof previous === "string") {
		if (/^\d+(\.\d+)?$/.test(previous.trim())) return String(writeExpiryField(Number(previous), expiresAt));
		return /^[A-Z][a-z]{2}, /.test(previous) ? new Date(expiresAt).toUTCString() : new Date(expiresAt).toISOString();
	}
	if (typeof previous !== "number" || previous <= 0) return Math.floor(expiresAt / 1e3);
	const written = (expiresAt + offsetOf(previous)) / unitOf(previous);
	return Number.isInteger(previous) ? Math.floor(written) : written;
}
function dated(milliseconds) {
	if (!Number.isFinite(milliseconds) || Math.abs(milliseconds) > latest) return { problem: "its expiry cannot be read" };
	return { expiresAt: milliseconds };
}
/** Milliseconds a unit, told by the size of the number. Seconds below 1e11 reach the year 5138. */
function unitOf(value) {
	if (value < 1e11) return 1e3;
	if (value < 0x5af3107a4000) return 1;
	return value < 0xde0b6b3a7640000 ? .001 : NaN;
}
function offsetOf(value) {
	return value >= 0x2386f26fc10000 ? chromiumOffset : 0;
}

// packages/core/dist/cookies/formats/cookie-entry.js
/** The names that exporters give to a field, without case, spaces and `_`. */
const spellings = {
	name: [
		"name",
		"nameraw",
		"key"
	],
	value: ["value", "contentraw"],
	domain: [
		"domain",
		"host",
		"hostraw",
		"hostkey"
	],
	path: ["path", "pathraw"],
	expires: [
		"expirationdate",
		"expires",
		"expiry",
		"expiresutc",
		"expiresraw"
	],
	session: ["session"],
	secure: [
		"secure",
		"issecure",
		"sendforraw"
	],
	httpOnly: [
		"httponly",
		"ishttponly",
		"httponlyraw"
	],
	hostOnly: ["hostonly", "thisdomainonlyraw"],
	sameSite: ["samesite", "samesiteraw"]
};
/** One cookie object of a JSON export, whichever tool wrote it. */
var CookieEntry = class {
	/** The object itself; `update` changes it. */
	json;
	#keys;
	record;
	/** @param where Names the entry in messages. */
	constructor(entry, where, origin) {
		this.json = entry;
		this.#keys = new Map(Object.keys(entry).map((key) => [key.toLowerCase().replaceAll(/[\s_]/g, ""), key]));
		this.record = this.#read(where, origin);
	}
	/** Takes over value and expiry; everything else stays as it is. */
	update(cookie, expiresKey) {
		this.json[this.#key("value") ?? "value"] = cookie.value;
		const key = this.#key("expires");
		const session = this.#key("session");
		if (session !== void 0) this.json[session] = cookie.expiresAt === void 0;
		if (cookie.expiresAt !== void 0) this.json[key ?? expiresKey] = writeExpiryField(this.#get("expires"), cookie.expiresAt);
		else if (key !== void 0) {
			if (expiresKey === "expires") this.json[key] = -1;
			else delete this.json[key];
		}
	}
	#read(where, origin) {
		const name = this.#text("name", where);
		const value = this.#text("value", where);
		const domain = this.#get("domain") ?? own(this.json, "url");
		if (domain !== void 0 && typeof domain !== "string") throw new SourceFault(`${where} has a domain that is no text`);
		const { domain: host, dotted } = domain === void 0 ? ownHost(origin) : readDomain(domain);
		const hostOnly = this.#get("hostOnly");
		const expiry = isTrue(this.#get("session")) ? { expiresAt: void 0 } : readExpiryField(this.#get("expires"));
		const path = this.#get("path");
		return {
			name,
			value,
			domain: host,
			hostOnly: hostOnly === void 0 ? !dotted : isTrue(hostOnly),
			path: typeof path === "string" && path.startsWith("/") ? path : "/",
			secure: isTrue(this.#get("secure")),
			httpOnly: isTrue(this.#get("httpOnly")),
			sameSite: sameSiteFrom(this.#get("sameSite")),
			...expiry
		};
	}
	#text(field, where) {
		const value = this.#get(field);
		if (typeof value === "string") return value;
		throw new SourceFault(`${where} has ${value === void 0 ? `no ${field}` : `a ${field} that is no text`}`);
	}
	#get(field) {
		const key = this.#key(field);
		return key === void 0 ? void 0 : own(this.json, key) ?? void 0;
	}
	#key(field) {
		for (const spelling of spellings[field]) {
			const key = this.#keys.get(spelling);
			if (key !== void 0) return key;
		}
	}
};
function ownHost(origin) {
	return {
		domain: hostOf(origin),
		dotted: false
	};
}
function isTrue(value) {
	return value === true || value === 1 || typeof value === "string" && /^(true|1)$/i.test(value);
}
function sameSiteFrom(value) {
	const word = typeof value === "string" ? value.toLowerCase() : value;
	if (word === "strict" || word === 2) return "strict";
	if (word === "lax" || word === 1) return "lax";
	return word === "none" || word === "no_restriction" ? "none" : void 0;
}

// packages/core/dist/cookies/formats/json-export.js
/** A list of cookie objects, as browser extensions export it: bare, or wrapped in `{ "cookies": [...] }`. */
function readJsonExport(document, list, text, origin) {
	return {
		kind: "json-export",
		cookies: entriesOf(list, origin).map(({ record }) => record),
		apply(changes) {
			applyToList(list, changes, origin, "expirationDate", toExportEntry);
			return writeJson(document, text);
		}
	};
}
/** Brings a parsed list up to date in place. */
function applyToList(list, changes, origin, expiresKey, create) {
	const template = list.find(isObject);
	const storeId = template === void 0 ? void 0 : own(template, "storeId");
	let entries = entriesOf(list, origin);
	for (const change of changes) {
		const same = entries.filter(({ record }) => isSameCookie(record, change.cookie));
		if (change.kind === "remove") entries = entries.filter((entry) => !same.includes(entry));
		else if (same.length > 0) for (const entry of same) entry.update(change.cookie, expiresKey);
		else {
			const added = {
				...create(change.cookie),
				...storeId === void 0 ? {} : { storeId }
			};
			entries = [...entries, new CookieEntry(added, "the added cookie", origin)];
		}
	}
	list.splice(0, list.length, ...entries.map(({ json }) => json));
}
/** The cookie objects of a list. */
function entriesOf(list, origin) {
	return list.map((entry, index) => {
		const where = `cookie ${index + 1} of the list`;
		if (!isObject(entry)) throw new SourceFault(`${where} is no object`);
		return new CookieEntry(entry, where, origin);
	});
}
function toExportEntry(cookie) {
	return {
		domain: cookie.hostOnly ? cookie.domain : `.${cookie.domain}`,
		...cookie.expiresAt === void 0 ? {} : { expirationDate: Math.floor(cookie.expiresAt / 1e3) },
		hostOnly: cookie.hostOnly,
		httpOnly: cookie.httpOnly,
		name: cookie.name,
		path: cookie.path,
		sameSite: cookie.sameSite === "none" ? "no_restriction" : cookie.sameSite ?? "unspecified",
		secure: cookie.secure,
		session: cookie.expiresAt === void 0,
		value: cookie.value
	};
}

// packages/core/dist/cookies/formats/netscape.js
const httpOnlyMark = "#HttpOnly_";
/** A `cookies.txt` as curl, wget, yt-dlp and browser extensions write it: seven columns between tabs. */
function readNetscape(text) {
	const lines = text.split("\n");
	const rows = lines.map((line, index) => readLine(line, index + 1));
	return {
		kind: "netscape",
		cookies: rows.filter((row) => row !== void 0),
		apply(changes) {
			const lineEnd = text.includes("\r\n") ? "\r" : "";
			let next = lines.map((line, index) => ({
				line,
				row: rows[index]
			}));
			for (const change of changes) {
				const matches = ({ row }) => row !== void 0 && isSameCookie(row, change.cookie);
				if (change.kind === "remove") {
					next = next.filter((item) => !matches(item));
					continue;
				}
				if (next.some(matches)) {
					next = next.map((item) => matches(item) ? {
						...item,
						line: updateLine(item.line, change.cookie)
					} : item);
					continue;
				}
				const last = next.at(-1);
				if (last !== void 0 && last.line !== "") {
					last.line += lineEnd;
					next.push({
						line: "",
						row: void 0
					});
				}
				next.splice(-1, 0, {
					line: toLine(change.cookie) + lineEnd,
					row: change.cookie
				});
			}
			return next.map(({ line }) => line).join("\n");
		}
	};
}
/** Whether a text looks like a `cookies.txt`. */
function isNetscape(text) {
	return /^# (?:Netscape )?HTTP Cookie File/im.test(text) || /^[^\t\n]+\t(?:TRUE|FALSE)\t/im.test(text);
}
function readLine(raw, number) {
	const line = raw.replace(/\r$/, "");
	const httpOnly = line.startsWith(httpOnlyMark);
	if (line.trim() === "" || line.startsWith("#") && !httpOnly) return void 0;
	const columns = (httpOnly ? line.slice(10) : line).split("	");
	const [domain = "", below = "", path = "", secure = "", expires = "", name = "", value = "", ...more] = columns;
	if (columns.length < 6 || more.length > 0) throw new SourceFault(`line ${number} has ${columns.length} columns between tabs instead of 7`);
	if (!/^(TRUE|FALSE)$/i.test(below) || !/^(TRUE|FALSE)$/i.test(secure)) throw new SourceFault(`line ${number} lacks TRUE or FALSE in column 2 or 4`);
	const read = readDomain(domain);
	return {
		name,
		value,
		domain: read.domain,
		hostOnly: !read.dotted && below.toUpperCase() === "FALSE",
		path: path.startsWith("/") ? path : "/",
		secure: secure.toUpperCase() === "TRUE",
		httpOnly,
		...readExpiryField(expires)
	};
}
/** Takes over value and expiry; the other columns stay as they are. */
function updateLine(raw, { value, expiresAt }) {
	const lineEnd = raw.endsWith("\r") ? "\r" : "";
	const columns = raw.slice(0, raw.length - lineEnd.length).split("	").slice(0, 6);
	columns[4] = expiryColumn(expiresAt);
	return [...columns, value].join("	") + lineEnd;
}
function expiryColumn(expiresAt) {
	return expiresAt === void 0 ? "0" : String(Math.floor(expiresAt / 1e3));
}
function toLine({ domain, hostOnly, path, secure, httpOnly, expiresAt, name, value }) {
	return [
		`${httpOnly ? httpOnlyMark : ""}${hostOnly ? "" : "."}${domain}`,
		hostOnly ? "FALSE" : "TRUE",
		path,
		secure ? "TRUE" : "FALSE",
		expiryColumn(expiresAt),
		name,
		value
	].join("	");
}

// packages/core/dist/cookies/formats/playwright.js
/** What Playwright's `context.storageState({ path })` writes: `{ cookies: [...], origins: [...] }`. */
function readPlaywright(document, list, text, origin) {
	return {
		kind: "playwright",
		cookies: entriesOf(list, origin).map(({ record }) => record),
		apply(changes) {
			applyToList(list, changes, origin, "expires", toPlaywrightEntry);
			return writeJson(document, text);
		}
	};
}
const sameSiteNames = {
	strict: "Strict",
	lax: "Lax",
	none: "None"
};
function toPlaywrightEntry(cookie) {
	return {
		name: cookie.name,
		value: cookie.value,
		domain: cookie.hostOnly ? cookie.domain : `.${cookie.domain}`,
		path: cookie.path,
		expires: cookie.expiresAt === void 0 ? -1 : Math.floor(cookie.expiresAt / 1e3),
		httpOnly: cookie.httpOnly,
		secure: cookie.secure,
		sameSite: sameSiteNames[cookie.sameSite ?? "lax"]
	};
}

// packages/core/dist/cookies/formats/read-document.js
/**
* Recognizes the format of a cookie file and reads it.
*
* @throws `SourceFault` with the place of the first fault.
*/
function readDocument(text, origin) {
	const start = text.trimStart();
	if (start === "") throw new SourceFault("it is empty");
	if (start.startsWith("SQLite format 3")) throw new SourceFault("it is a browser's own database; export the cookies instead");
	if (start.includes("\0")) throw new SourceFault("it is no text file");
	if (start.startsWith("{") || start.startsWith("[")) return readJson(text, origin);
	if (isNetscape(text)) return readNetscape(text);
	if (isCookieHeader(text)) return readCookieHeader(text, origin);
	if (start.startsWith("<")) throw new SourceFault("it is a web page or XML");
	throw new SourceFault("its format is not known");
}
function readJson(text, origin) {
	const document = parseJson(text);
	if (Array.isArray(document)) return readJsonExport(document, document, text, origin);
	if (!isObject(document)) throw new SourceFault("it holds no cookies");
	const log = own(document, "log");
	if (isObject(log)) return readHar(log);
	const list = own(document, "cookies");
	if (!Array.isArray(list)) return readNameValue(document, text, origin);
	return Array.isArray(own(document, "origins")) ? readPlaywright(document, list, text, origin) : readJsonExport(document, list, text, origin);
}

// packages/core/dist/cookies/reduced-cause.js
/** What may be shown of a foreign error: its name, code and syscall. Its message may quote a value. */
function reducedCause(error) {
	const pick = (key) => {
		const value = typeof error === "object" && error !== null ? Reflect.get(error, key) : void 0;
		return typeof value === "string" && /^[\w .-]{1,64}$/.test(value) ? value : void 0;
	};
	return {
		name: pick("name"),
		code: pick("code"),
		syscall: pick("syscall")
	};
}

// packages/core/dist/cookies/text-encoding.js
const utf8Mark = Buffer.from([
	239,
	187,
	191
]);
const littleMark = Buffer.from([255, 254]);
const bigMark = Buffer.from([254, 255]);
/** Decodes UTF-8 with or without a byte order mark, and UTF-16 with one, which is what Windows tools write. */
function decodeText(bytes) {
	if (startsWith(bytes, littleMark)) return {
		text: bytes.subarray(2).toString("utf16le"),
		encode: (text) => Buffer.concat([littleMark, Buffer.from(text, "utf16le")])
	};
	if (startsWith(bytes, bigMark)) {
		const even = bytes.subarray(2, bytes.length - bytes.length % 2);
		return {
			text: Buffer.from(even).swap16().toString("utf16le"),
			encode: (text) => Buffer.concat([bigMark, Buffer.from(text, "utf16le").swap16()])
		};
	}
	const marked = startsWith(bytes, utf8Mark);
	return {
		text: bytes.subarray(marked ? 3 : 0).toString("utf8"),
		encode: (text) => Buffer.concat([marked ? utf8Mark : Buffer.alloc(0), Buffer.from(text)])
	};
}
function startsWith(bytes, mark) {
	return bytes.subarray(0, mark.length).equals(mark);
}

// packages/core/dist/cookies/read-cookie-file.js
/** Bytes. */
const maximumFileSize = 5242880;
/**
* Reads a regular file of at most 5 MiB.
*
* @throws `SourceFault`, or the error of the system.
*/
async function readCookieFile(path, flags = 0) {
	const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | flags);
	try {
		const stat = await handle.stat();
		if (stat.isDirectory()) throw new SourceFault("it is a folder");
		if (!stat.isFile()) throw new SourceFault("it is no regular file");
		if (stat.size > 5242880) throw tooLarge();
		return {
			bytes: await readAll(handle, stat.size),
			mode: stat.mode,
			uid: stat.uid,
			gid: stat.gid
		};
	} finally {
		await handle.close();
	}
}
/** The size that a file claims may be wrong: it can grow, and some file systems claim 0. */
async function readAll(handle, claimed) {
	const pieces = [];
	let length = 0;
	for (;;) {
		const piece = Buffer.alloc(Math.max(claimed - length, 0) + 1024);
		const { bytesRead } = await handle.read(piece, 0, piece.length);
		if (bytesRead === 0) return Buffer.concat(pieces);
		length += bytesRead;
		if (length > 5242880) throw tooLarge();
		pieces.push(piece.subarray(0, bytesRead));
	}
}
function tooLarge() {
	return new SourceFault(`it is larger than ${maximumFileSize / 1024 / 1024} MiB; export only the cookies of the one site`);
}

// packages/core/dist/cookies/update-file.js
/**
* Changes a file so that every reader sees the old or the new one, whole: what is there now is read under a lock, and what
* `update` makes of it goes to a new file of mode 0600 in the same folder, to the disk, and then in its place.
*
* @throws `SourceFault`, `LockTaken`, or the error of the system. The file is then as it was.
*/
async function updateFile(path, update) {
	await refuseUnwritable(path);
	await withFileLock(hidden(path, "lock"), async () => {
		await removeLeftovers(path);
		const previous = await readCookieFile(path, constants.O_NOFOLLOW ?? 0);
		await replace(path, update(previous.bytes), previous);
	});
}
async function refuseUnwritable(path) {
	const target = await lstat(path);
	if (target.isSymbolicLink()) throw new SourceFault("it is a symbolic link");
	if ((target.mode & 146) === 0) throw new SourceFault("it is read-only");
	await access(path, constants.W_OK);
}
async function replace(path, bytes, previous) {
	const temporary = hidden(path, `${process.pid}-${randomUUID()}.tmp`);
	try {
		const handle = await open(temporary, "wx", 384);
		try {
			await handle.writeFile(bytes);
			if (process.getuid?.() !== previous.uid) await handle.chown(previous.uid, previous.gid).catch(() => void 0);
			await handle.sync();
		} finally {
			await handle.close();
		}
		await rename(temporary, path);
	} catch (error) {
		await unlink(temporary).catch(() => void 0);
		throw error;
	}
	await syncFolder(dirname(path));
}
/** Makes the rename last through a power cut, where the system can. */
async function syncFolder(folder) {
	const handle = await open(folder, constants.O_RDONLY).catch(() => void 0);
	try {
		await handle?.sync().catch(() => void 0);
	} finally {
		await handle?.close();
	}
}
/** Removes new files of processes that died before the rename. */
async function removeLeftovers(path) {
	const folder = dirname(path);
	const start = `.${basename(path)}.`;
	for (const name of await readdir(folder)) {
		if (!name.startsWith(start) || !/^\d+-[\da-f-]{36}\.tmp$/.test(name.slice(start.length))) continue;
		const leftover = join(folder, name);
		const found = await stat(leftover).catch(() => void 0);
		if (found !== void 0 && Date.now() - found.mtimeMs > 1e4) await unlink(leftover).catch(() => void 0);
	}
}
function hidden(path, suffix) {
	return join(dirname(path), `.${basename(path)}.${suffix}`);
}

// packages/core/dist/cookies/cookie-file.js
/**
* The file that cookies came from, to save them back. Only changed cookies are changed in it, on top of what it holds at that
* moment, so two processes that save at once keep each other's cookies; of the same cookie the last one stays.
*/
var CookieFile = class {
	#path;
	#origin;
	#log;
	#pending = [];
	#queue = Promise.resolve();
	#warned = false;
	constructor(path, origin, log) {
		this.#path = path;
		this.#origin = origin;
		this.#log = log;
	}
	/** Never rejects: what cannot be saved is one warning, and is tried again with the next change. */
	save(changes) {
		this.#pending = merge(this.#pending, changes);
		this.#queue = this.#queue.then(() => this.#flush());
		return this.#queue;
	}
	async #flush() {
		const changes = this.#pending;
		if (changes.length === 0) return;
		this.#pending = [];
		try {
			await updateFile(this.#path, (bytes) => {
				const { text, encode } = decodeText(bytes);
				const { apply } = readDocument(text, this.#origin);
				if (apply === void 0) throw new SourceFault("its format is only read");
				return encode(apply(changes));
			});
		} catch (error) {
			this.#pending = merge(changes, this.#pending);
			this.#warn(error);
		}
	}
	#warn(error) {
		if (this.#warned) return;
		this.#warned = true;
		this.#log.warn(`Renewed cookies of ${this.#origin.host} could not be saved to ${this.#path}: ${reasonOf$1(error)}. This process goes on with them; the next one starts with the old ones.`);
	}
};
function merge(older, newer) {
	const merged = [];
	for (const change of [...older, ...newer]) {
		const index = merged.findIndex(({ cookie }) => isSameCookie(cookie, change.cookie));
		if (index >= 0) merged.splice(index, 1);
		merged.push(change);
	}
	return merged;
}
function reasonOf$1(error) {
	if (error instanceof SourceFault) return error.message;
	if (error instanceof LockTaken) return "another process is holding its lock";
	const code = Reflect.get(reducedCause(error), "code");
	if (code === "ENOENT") return "it is gone";
	if (code === "ENOSPC") return "the disk is full";
	if (code === "EACCES" || code === "EPERM" || code === "EROFS") return "it may not be written";
	return typeof code === "string" ? code : "the system refused";
}

// packages/core/dist/cookies/chunked.js
/**
* Reads a cookie that may be cut into `name.0`, `name.1`, ... as servers do above 4 KiB. Chunks are put together in numeric
* order and must have no gap. If both forms are there, the one that expires later is the newer one; if that does not tell
* them apart, the unchunked one counts, which is what such servers prefer.
*
* @returns `undefined` when neither form is there.
*/
function readChunked(cookies, name) {
	let whole;
	const chunks = /* @__PURE__ */ new Map();
	for (const cookie of cookies) {
		if (cookie.name === name) whole = cookie;
		const index = chunkIndex(cookie.name, name);
		if (index !== void 0) chunks.set(index, cookie);
	}
	const parts = [...chunks].sort(([a], [b]) => a - b).map(([, cookie]) => cookie);
	const chunkNames = parts.map((part) => part.name);
	if (whole !== void 0 && !isNewer(parts, whole)) return {
		value: whole.value,
		names: [name],
		stale: chunkNames
	};
	if (parts.length === 0) return void 0;
	const missing = gaps(chunks, name);
	if (missing.length > 0) return { missing };
	return {
		value: parts.map((part) => part.value).join(""),
		names: chunkNames,
		stale: whole === void 0 ? [] : [name]
	};
}
/** Whether `candidate` is the cookie `name` or one of its chunks. */
function isPartOf(candidate, name) {
	return candidate === name || chunkIndex(candidate, name) !== void 0;
}
function chunkIndex(candidate, name) {
	if (!candidate.startsWith(`${name}.`)) return void 0;
	const suffix = candidate.slice(name.length + 1);
	return /^(0|[1-9]\d{0,2})$/.test(suffix) ? Number(suffix) : void 0;
}
function gaps(chunks, name) {
	const missing = [];
	for (let index = 0; index < Math.max(...chunks.keys()); index++) if (!chunks.has(index)) missing.push(`${name}.${index}`);
	return missing;
}
function isNewer(parts, whole) {
	const expiries = parts.flatMap(({ expiresAt }) => expiresAt === void 0 ? [] : [expiresAt]);
	if (expiries.length === 0 || whole.expiresAt === void 0) return false;
	return Math.max(...expiries) > whole.expiresAt;
}

// packages/core/dist/cookies/readable-expiry.js
/**
* The expiry that a sealed session shows in clear, in milliseconds since the epoch: the `exp` (seconds) of a JOSE header,
* as sessions of nextjs-auth0 and others of its kind carry it. The first piece of a chunked cookie has it too.
*/
function readableExpiry(value) {
	const header = value.slice(0, 1024).split(".", 1)[0] ?? "";
	if (!header.startsWith("eyJ")) return void 0;
	try {
		const parsed = JSON.parse(Buffer.from(header, "base64url").toString());
		const exp = typeof parsed === "object" && parsed !== null ? Reflect.get(parsed, "exp") : void 0;
		if (typeof exp !== "number" || !(exp > 0) || exp > 864e10) return void 0;
		return exp * 1e3;
	} catch {
		return;
	}
}

// packages/core/dist/cookies/select-cookies.js
/** The most cookies that a session keeps. */
const maximumCookies = 100;
/** Judges the cookies of a source, one by one and then together. */
function selectCookies(cookies, { origin, now, session }) {
	const refused = [];
	const refuse = (cookie, cause, reason) => {
		refused.push(refusal(cookie, cause, reason));
	};
	const host = hostOf(origin);
	const usable = [];
	for (const original of cookies) {
		const cookie = {
			...original,
			expiresAt: earliest(original.expiresAt, readableExpiry(original.value))
		};
		const problem = cookie.problem ?? problemOf(cookie);
		if (!belongsTo(cookie, host)) refuse(cookie, "other-host", `it belongs to ${shownHost(cookie.domain)}, not to ${host}`);
		else if (problem !== void 0) refuse(cookie, "unusable", problem);
		else if (isExpired(cookie, now)) refuse(cookie, "expired", `it expired on ${dateOf(cookie.expiresAt)}`);
		else usable.push(cookie);
	}
	const chunked = session === void 0 ? void 0 : readChunked(usable, session);
	const stale = chunked !== void 0 && "stale" in chunked ? chunked.stale : [];
	const ordered = usable.filter((cookie) => {
		if (!stale.includes(cookie.name)) return true;
		refuse(cookie, "stale", "the same session is there in a newer form");
		return false;
	}).toSorted((a, b) => rank(a, session) - rank(b, session));
	for (const cookie of ordered.slice(100)) refuse(cookie, "too-many", `more than ${100} cookies belong to ${host}`);
	return {
		kept: ordered.slice(0, 100),
		refused,
		hosts: [...new Set(cookies.map(({ domain }) => shownHost(domain)))].sort(),
		missing: chunked !== void 0 && "missing" in chunked ? chunked.missing : []
	};
}
/** A refusal as a report shows it. */
function refusal(cookie, cause, reason) {
	return {
		name: shownName(cookie.name),
		host: shownHost(cookie.domain),
		cause,
		reason
	};
}
/** Whether a cookie's time has passed. */
function isExpired({ expiresAt }, now) {
	return expiresAt !== void 0 && expiresAt <= now;
}
/** Lower comes first: the session, then what scripts of a page cannot read, which logins are kept in, then the rest. */
function rank(cookie, session) {
	if (session !== void 0 && isPartOf(cookie.name, session)) return 0;
	return cookie.httpOnly ? 1 : 2;
}
/** A date as messages show it. */
function dateOf(time) {
	return time === void 0 ? "an unknown date" : new Date(time).toISOString();
}
function earliest(one, other) {
	if (one === void 0 || other === void 0) return one ?? other;
	return Math.min(one, other);
}

// packages/core/dist/cookies/jar-cookies.js
/** What servers take of a `Cookie` header, in bytes. */
const maximumHeader = 8190;
/** A session that is newly cut into pieces finds room in a full jar. */
const roomForSession = 10;
/** Cookies that are held here, from a map or a file. */
var JarCookies = class {
	#parts;
	#dropped = /* @__PURE__ */ new Set();
	constructor(parts) {
		this.#parts = parts;
	}
	async header(url) {
		const { jar, origin, session } = this.#parts;
		if (!isWithin(origin, url)) return void 0;
		const matching = jar.matching(url);
		const now = this.#parts.now();
		const live = matching.filter((cookie) => !isExpired(cookie, now));
		const isNeeded = ({ name }) => session === void 0 || isPartOf(name, session);
		const expired = matching.filter((cookie) => isNeeded(cookie) && isExpired(cookie, now));
		if (expired.length > 0 && !live.some(isNeeded)) throw expiredSession(expired, origin);
		if (live.length === 0) return void 0;
		return this.#fitting(live).map(({ name, value }) => `${name}=${value}`).join("; ");
	}
	async accept(url, setCookie) {
		if (!isWithin(this.#parts.origin, url)) return;
		const changes = [];
		for (const change of this.#lastChanges(setCookie, url)) if (this.#take(change)) changes.push(change);
		if (changes.length > 0) await this.#parts.save?.(changes);
	}
	/** What an answer leaves behind: of several headers for one cookie the last counts. */
	#lastChanges(headers, url) {
		const known = new Set(this.#parts.jar.all().map(({ name }) => name));
		const changes = /* @__PURE__ */ new Map();
		for (const header of withoutFlood(headers, known)) {
			const change = readSetCookie(header, url, this.#parts.now());
			if (change === void 0) continue;
			const { name, domain, path } = change.cookie;
			changes.set(`${name};${domain};${path}`, change);
		}
		return changes.values();
	}
	/** Whether the change was one. */
	#take(change) {
		const { jar, redactor, session } = this.#parts;
		const held = jar.all();
		const previous = held.find((cookie) => isSameCookie(cookie, change.cookie));
		if (change.kind === "remove") {
			if (previous !== void 0) jar.remove(previous);
			return previous !== void 0;
		}
		const { cookie } = change;
		const room = session !== void 0 && isPartOf(cookie.name, session) ? 100 + roomForSession : 100;
		if (previous === void 0 && held.length >= room) return false;
		redactor.add(cookie.value);
		if (jar.put(cookie) !== void 0) return false;
		return previous?.value !== cookie.value || previous.expiresAt !== cookie.expiresAt;
	}
	/** As many as a header takes, the most important ones, in the order of a header. */
	#fitting(cookies) {
		const { session, origin, log } = this.#parts;
		const chosen = /* @__PURE__ */ new Set();
		const dropped = [];
		let length = 0;
		for (const cookie of cookies.toSorted((a, b) => rank(a, session) - rank(b, session))) {
			const added = cookie.name.length + cookie.value.length + (length === 0 ? 1 : 3);
			if (length + added <= 8190) {
				chosen.add(cookie);
				length += added;
			} else if (rank(cookie, session) === 0) throw new PlugboardError("limit_exceeded", `The cookie ${cookie.name} does not fit into a header of ${maximumHeader} bytes.`);
			else dropped.push(cookie.name);
		}
		const news = dropped.filter((name) => !this.#dropped.has(name));
		for (const name of news) this.#dropped.add(name);
		if (news.length > 0) log.warn(`Cookies that no header has room for are not sent to ${origin.host}: ${news.join(", ")}.`);
		return cookies.filter((cookie) => chosen.has(cookie));
	}
};
/** Whether cookies of an origin may go to, or come from, a URL. */
function isWithin(origin, url) {
	return url.origin === origin.origin && url.username === "" && url.password === "";
}
function expiredSession(expired, origin) {
	const latest = Math.max(...expired.map(({ expiresAt }) => expiresAt ?? 0));
	const names = expired.map(({ name }) => name).join(", ");
	return new PlugboardError("auth_expired", `The cookies for ${origin.host} (${names}) expired on ${dateOf(latest)}. Sign in again and export fresh ones.`, { phase: "auth" });
}

// packages/core/dist/cookies/with-deadline.js
/** The work took longer than it may. */
var DeadlinePassed = class extends Error {};
/** What `work` resolves to, unless that takes longer than so many milliseconds. A throw at once counts as a rejection. */
async function withDeadline(milliseconds, work) {
	let timer;
	const deadline = new Promise((_, reject) => {
		timer = setTimeout(() => reject(new DeadlinePassed()), milliseconds);
	});
	try {
		return await Promise.race([work(), deadline]);
	} finally {
		clearTimeout(timer);
	}
}

// packages/core/dist/cookies/given-jar.js
const maximumSetCookies = 100;
/** Whether a value can serve as a cookie jar. */
function isJar(value) {
	return typeof Reflect.get(value, "getCookieString") === "function" && typeof Reflect.get(value, "setCookie") === "function";
}
/** Cookies in a jar that belongs to the caller, over whatever store that has. */
var GivenJar = class {
	#parts;
	#warned = false;
	constructor(parts) {
		this.#parts = parts;
	}
	async header(url) {
		const { origin, session } = this.#parts;
		if (!isWithin(origin, url)) return void 0;
		const pairs = await this.pairs(url);
		if (session === void 0 ? pairs.length > 0 : pairs.some(({ name }) => isPartOf(name, session))) return pairs.map(({ name, value }) => `${name}=${value}`).join("; ");
		throw new PlugboardError("auth_missing", `The cookie jar has no ${session === void 0 ? "cookie" : `cookie ${session}`} for ${origin.host}. Sign in and put its cookies there.`, { phase: "auth" });
	}
	/** What the jar would send to a URL. */
	async pairs(url) {
		const pairs = (await this.#read(url)).split(";").map((pair) => pair.trim()).filter((pair) => pair !== "").map((pair) => ({
			name: pair.slice(0, Math.max(pair.indexOf("="), 0)),
			value: pair.slice(pair.indexOf("=") + 1)
		}));
		for (const { value } of pairs) this.#parts.redactor.add(value);
		return pairs;
	}
	async accept(url, setCookie) {
		const { jar, origin, redactor, deadline, log } = this.#parts;
		if (!isWithin(origin, url)) return;
		try {
			for (const header of setCookie.slice(0, maximumSetCookies)) {
				const change = readSetCookie(header, url, this.#parts.now());
				if (change === void 0) continue;
				if (change.kind === "set") redactor.add(change.cookie.value);
				await withDeadline(deadline, async () => jar.setCookie(header, url.href));
			}
		} catch (error) {
			if (!this.#warned) log.warn(`The given cookie jar did not take a cookie of ${origin.host}: ${fault(error)}.`);
			this.#warned = true;
		}
	}
	async #read(url) {
		const { jar, deadline } = this.#parts;
		let header;
		try {
			header = await withDeadline(deadline, async () => jar.getCookieString(url.href));
		} catch (error) {
			const cause = error instanceof DeadlinePassed ? void 0 : reducedCause(error);
			throw new PlugboardError("config_invalid", `The given cookie jar could not be read: ${fault(error)}. Check its store.`, { cause });
		}
		if (typeof header !== "string") throw junk(`it gave ${header === null ? "null" : typeof header}, not text`);
		if (header.length > 8190) throw junk(`its cookies take more than ${maximumHeader} bytes`);
		if (!/^[\x20-\x7e]*$/.test(header)) throw junk("a cookie holds a character that no header may carry");
		return header;
	}
};
function junk(what) {
	return new PlugboardError("config_invalid", `The given cookie jar cannot be used: ${what}. Check its store.`);
}
function fault(error) {
	return error instanceof DeadlinePassed ? "its store did not answer" : "its store failed";
}

// packages/core/dist/cookies/looks-like-value.js
/** Whether a text in the place of a path is more likely a cookie: then it is not shown, wherever it fails. */
function looksLikeValue(text) {
	const trimmed = text.trim();
	if (/[=;\r\n\0]/.test(trimmed) || /^[{["]/.test(trimmed) || trimmed.startsWith("eyJ") || trimmed.length > 1024) return true;
	const last = trimmed.split(/[/\\]/).at(-1) ?? "";
	const hasExtension = /\.[A-Za-z][A-Za-z0-9]{0,8}$/.test(last);
	if (trimmed.split(/[/\\]/).some((segment) => segment.length > 100)) return true;
	return !hasExtension && last.length >= 16 && !/[/\\]/.test(trimmed);
}

// packages/core/dist/cookies/load-source.js
/** Reads a source without judging what it holds. */
async function loadSource(source, host, origin) {
	const given = source;
	if (typeof given === "string") return loadFile(given, host, origin);
	if (typeof given !== "object" || given === null || Array.isArray(given)) throw new PlugboardError("config_invalid", `Cookies are the path of a file, a map such as { name: 'value' }, or a cookie jar.`);
	if (isJar(given)) return {
		kind: "jar",
		jar: given
	};
	return {
		kind: "map",
		cookies: Object.entries(given).map(([name, value]) => {
			if (typeof value === "string") return plainCookie(name, value, origin);
			throw new PlugboardError("config_invalid", `The cookie ${shownName(name)} in the map of cookies is ${value === null ? "null" : typeof value}, not text.`);
		})
	};
}
async function loadFile(source, host, origin) {
	const mayBeValue = looksLikeValue(source);
	if (mayBeValue) redactorOf(host).add(source);
	if (source.trim() === "") throw new PlugboardError("config_invalid", "The path of the cookie file is empty.");
	if (source.includes("\0")) throw valueInPlaceOfPath();
	const path = host.resolvePath(source);
	let file;
	try {
		file = await readCookieFile(path);
	} catch (error) {
		if (mayBeValue && !(error instanceof SourceFault)) throw valueInPlaceOfPath();
		throw unreadable(path, error);
	}
	try {
		const { kind, cookies, apply } = readDocument(decodeText(file.bytes).text, origin);
		if (kind === "jar") throw new SourceFault("its format is not known");
		return {
			kind,
			cookies,
			file: {
				path,
				mode: file.mode,
				writable: apply !== void 0
			}
		};
	} catch (error) {
		throw unreadable(path, error);
	}
}
function valueInPlaceOfPath() {
	return new PlugboardError("config_invalid", `A text given as cookies is the path of a file, and this one looks like a cookie itself. Pass a map: cookies: { name: 'value' }.`);
}
const systemReasons = {
	ENOENT: "there is no such file",
	ENOTDIR: "there is no such file",
	EISDIR: "it is a folder",
	EACCES: "it may not be read; check its owner and mode",
	EPERM: "it may not be read; check its owner and mode",
	ELOOP: "its symbolic links go in circles",
	ENAMETOOLONG: "its name is too long"
};
function unreadable(path, error) {
	if (error instanceof SourceFault) return new PlugboardError("config_invalid", `The cookie file ${path} cannot be used: ${error.message}. Cookies are read from JSON exports of browser extensions, Playwright storage states, cookies.txt and HAR files.`);
	const cause = reducedCause(error);
	const code = Reflect.get(cause, "code");
	const reason = (typeof code === "string" ? systemReasons[code] : void 0) ?? "the system refused";
	return new PlugboardError("config_invalid", `The cookie file ${path} cannot be read: ${reason}.`, { cause });
}

// packages/core/dist/cookies/require-cookies.js
/** Throws unless a source holds what a session needs, and says what it holds instead. */
function requireCookies({ kept, refused, hosts, missing }, { file }, { origin, session }) {
	const source = file === void 0 ? "The map of cookies" : `The cookie file ${file.path}`;
	if (missing.length > 0) throw new PlugboardError("config_invalid", `${source} has only a part of the cookie ${session ?? ""}: ${listed(missing)} missing. Export all of its pieces.`);
	const isNeeded = ({ name }) => session === void 0 || isPartOf(name, session);
	if (kept.some(isNeeded)) return;
	const own = refused.filter((cookie) => cookie.cause !== "other-host" && isNeeded(cookie));
	const what = session === void 0 ? "cookie" : `cookie ${session}`;
	const unusable = own.filter(({ cause }) => cause === "unusable");
	const expired = own.filter(({ cause }) => cause === "expired");
	if (expired.length > 0) throw new PlugboardError("auth_expired", `${source} has no current ${what} for ${origin.host}: ${reasons(expired)}. Sign in again and export fresh ones.`);
	if (unusable.length > 0) throw new PlugboardError("config_invalid", `${source} has no usable ${what} for ${origin.host}: ${reasons(unusable)}.`);
	const found = hosts.length === 0 ? "it holds no cookies" : `hosts found: ${listed(hosts)}`;
	throw new PlugboardError("auth_missing", `${source} has no ${what} for ${origin.host}; ${found}. Sign in there and export the cookies of that site.`);
}
function reasons(refused) {
	return listed(refused.map(({ name, reason }) => `${name}: ${reason}`));
}
function listed(items) {
	const shown = items.slice(0, 10).join(", ");
	return items.length > 10 ? `${shown} and ${items.length - 10} more` : shown;
}

// packages/core/dist/cookies/session-jar.js
/** The cookies of one origin in memory. Which cookie goes to which path, and which one is refused, is tough-cookie's word. */
var SessionJar = class {
	#jar = new CookieJar(void 0, {
		rejectPublicSuffixes: true,
		prefixSecurity: "strict"
	});
	#root;
	#host;
	constructor(origin) {
		this.#root = new URL("/", origin).href;
		this.#host = hostOf(origin);
	}
	/** Adds or replaces a cookie; says why when it may not. */
	put(record) {
		const { name, value, domain, hostOnly, path, secure, httpOnly, sameSite, expiresAt } = record;
		const cookie = new Cookie({
			key: name,
			value,
			path,
			secure,
			httpOnly,
			sameSite,
			expires: expiresAt === void 0 ? "Infinity" : new Date(Math.min(expiresAt, 864e13)),
			...hostOnly ? {} : { domain }
		});
		try {
			this.#jar.setCookieSync(cookie, this.#root);
			return;
		} catch (error) {
			return reasonOf(error);
		}
	}
	remove({ name, domain, path }) {
		this.#jar.store.removeCookie(domain, path, name);
	}
	/** All cookies, expired ones too. */
	all() {
		return this.#read(this.#root, true);
	}
	/** The cookies for a URL in the order of a header: longer paths first. Expired ones are among them. */
	matching(url) {
		return this.#read(url.href, false);
	}
	#read(url, allPaths) {
		return this.#jar.getCookiesSync(url, {
			allPaths,
			expire: false,
			sort: true
		}).map((cookie) => ({
			name: cookie.key,
			value: cookie.value,
			domain: cookie.domain ?? this.#host,
			hostOnly: cookie.hostOnly ?? false,
			path: cookie.path ?? "/",
			secure: cookie.secure,
			httpOnly: cookie.httpOnly,
			sameSite: cookie.sameSite === "strict" || cookie.sameSite === "lax" || cookie.sameSite === "none" ? cookie.sameSite : void 0,
			expiresAt: cookie.expires instanceof Date ? cookie.expires.getTime() : void 0
		}));
	}
};
function reasonOf(error) {
	const message = error instanceof Error ? error.message : "";
	if (message.includes("public suffix")) return "its domain is a public suffix";
	if (message.includes("prefix")) return "it breaks the rule of its name prefix (__Secure-, __Host-)";
	if (message.includes("secure")) return "it is Secure and the connection is not";
	return "the rules for cookies forbid it for this host";
}

// packages/core/dist/cookies/fill-jar.js
/** Puts what a source holds for the origin into a new jar. */
function fillJar(cookies, redactor, rules) {
	const host = hostOf(rules.origin);
	for (const cookie of cookies.filter((candidate) => belongsTo(candidate, host)).slice(0, 1e3)) redactor.add(cookie.value);
	const jar = new SessionJar(rules.origin);
	const selection = selectCookies(cookies, rules);
	const kept = [];
	const refused = [...selection.refused];
	for (const cookie of selection.kept) {
		const problem = jar.put(cookie);
		if (problem === void 0) kept.push(cookie);
		else refused.push(refusal(cookie, "unusable", problem));
	}
	return {
		...selection,
		kept,
		refused,
		jar
	};
}

// packages/core/dist/cookies/open-cookies.js
/** Milliseconds that the store of a given jar may take. */
const jarDeadline = 5e3;
/**
* Opens the cookies of a signed-in session for one origin.
*
* - A text is the path of a file, resolved by `host.resolvePath`: a JSON export of a browser extension, a Playwright storage
*   state, a `cookies.txt`, a HAR recording, a JSON map of names and values, or the text of a `Cookie` header. At most 5 MiB.
* - A map belongs to exactly the origin's host. A jar (tough-cookie's fits) is used as it is.
*
* Only cookies of the origin's host are used, at most 100 of 4 KiB each; a header has at most 8,190 bytes. `Secure` cookies go
* to `https:`, and to `http:` on loopback, as in browsers. What the service sets anew is saved back to JSON exports, Playwright
* states, `cookies.txt` and JSON maps (mode 0600, atomically) and into a given jar; a source that cannot be written is one
* warning. Every value is told to the redactor.
*
* @throws `PlugboardError` `config_invalid` when the source cannot be read or used, `auth_missing` when it holds no cookie for
* the host, `auth_expired` when all that it holds have expired. Later `header` throws `auth_expired` before a request that
* would go without the session.
*/
async function openCookies(source, host, origin, { session } = {}) {
	const loaded = await loadSource(source, host, origin);
	const redactor = redactorOf(host);
	const shared = {
		origin,
		redactor,
		log: host.log,
		session,
		now: () => host.now()
	};
	if (loaded.kind === "jar") return new GivenJar({
		...shared,
		jar: loaded.jar,
		deadline: jarDeadline
	});
	const filled = fillJar(loaded.cookies, redactor, {
		origin,
		now: host.now(),
		session
	});
	requireCookies(filled, loaded, {
		origin,
		session
	});
	warnOf(filled.refused, loaded.file, host, origin);
	return new JarCookies({
		...shared,
		jar: filled.jar,
		...saverFor(loaded, host, origin)
	});
}
/**
* Says what `openCookies` would make of a source: hosts, names, dates, what is refused and why. Never a value.
*
* @throws `PlugboardError` `config_invalid` when the source cannot be read.
*/
async function inspectCookies(source, host, origin, { session } = {}) {
	const loaded = await loadSource(source, host, origin);
	const redactor = redactorOf(host);
	if (loaded.kind === "jar") {
		const cookies = (await new GivenJar({
			origin,
			redactor,
			log: host.log,
			jar: loaded.jar,
			deadline: jarDeadline,
			now: () => host.now()
		}).pairs(origin)).map(({ name }) => ({
			name,
			host: origin.hostname
		}));
		return {
			kind: "jar",
			saved: true,
			hosts: cookies.length > 0 ? [origin.hostname] : [],
			cookies,
			refused: []
		};
	}
	const { kept, refused, hosts } = fillJar(loaded.cookies, redactor, {
		origin,
		now: host.now(),
		session
	});
	return {
		kind: loaded.kind,
		path: loaded.file?.path,
		saved: loaded.file?.writable === true,
		hosts,
		cookies: kept.map(({ name, domain, expiresAt }) => ({
			name,
			host: domain,
			expiresAt
		})),
		refused
	};
}
function saverFor({ file, kind }, host, origin) {
	if (file === void 0) return {};
	if (file.writable) {
		const cookieFile = new CookieFile(file.path, origin, host.log);
		return { save: (changes) => cookieFile.save(changes) };
	}
	let warned = false;
	return { async save() {
		if (warned) return;
		warned = true;
		const what = kind === "har" ? "a recording" : "the text of a header";
		host.log.warn(`Renewed cookies of ${origin.host} are not saved to ${file.path}: ${what} is only read. Export the cookies as JSON to keep them.`);
	} };
}
function warnOf(refused, file, host, origin) {
	const own = refused.filter(({ cause }) => cause !== "other-host");
	if (own.length > 0) {
		const shown = own.slice(0, 10).map(({ name, reason }) => `${name} (${reason})`);
		const more = own.length > shown.length ? ` and ${own.length - shown.length} more` : "";
		host.log.warn(`Cookies of ${origin.host} that are not used: ${shown.join(", ")}${more}.`);
	}
	if (file !== void 0 && process.platform !== "win32" && (file.mode & 63) !== 0) host.log.warn(`The cookie file ${file.path} can be read by other users of this machine. Run: chmod 600`);
}

export { inspectCookies, openCookies, readChunked };
//# sourceMappingURL=cookies.js.map