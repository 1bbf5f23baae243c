// packages/core/dist/errors/redactor.js
const redactorKey = Symbol.for("plugboard.redactor");
/** Gives a host its client's redactor without showing it to plugins. */
function attachRedactor(host, redactor) {
	Object.defineProperty(host, redactorKey, { value: redactor });
	return host;
}
/** The redactor of a host; one that knows nothing for hosts that were not made by core, as in a test. */
function redactorOf(host) {
	return Reflect.get(host, redactorKey) ?? createRedactor();
}
/** Shorter forms would be found in ordinary words. */
const shortest = 6;
/** An empty redactor. */
function createRedactor() {
	const secrets = /* @__PURE__ */ new Set();
	let fresh = [];
	let forms = [];
	return {
		add(secret) {
			if (secret.length < shortest || secrets.has(secret)) return;
			secrets.add(secret);
			fresh.push(secret);
		},
		clean(text) {
			if (fresh.length > 0) {
				forms = [.../* @__PURE__ */ new Set([...forms, ...fresh.flatMap(formsOf)])].sort((a, b) => b.length - a.length);
				fresh = [];
			}
			let cleaned = text;
			for (const form of forms) if (cleaned.includes(form)) cleaned = cleaned.replaceAll(form, "[redacted]");
			return cleaned;
		}
	};
}
function formsOf(secret) {
	const bytes = Buffer.from(secret);
	const uri = encodeURIComponent(secret.toWellFormed());
	const hex = bytes.toString("hex");
	const base64 = [
		0,
		1,
		2
	].map((offset) => base64At(bytes, offset));
	return [
		secret,
		uri,
		uri.replaceAll(/%[\dA-F]{2}/g, (code) => code.toLowerCase()),
		uri.replaceAll("%20", "+"),
		hex,
		hex.toUpperCase(),
		JSON.stringify(secret).slice(1, -1),
		...base64,
		...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"))
	].filter((form) => form.length >= shortest);
}
/** What the bytes look like in a base64 text in which they begin behind `offset` others: the digits that they alone decide. */
function base64At(bytes, offset) {
	return Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64").slice(Math.ceil(offset * 8 / 6), Math.floor((offset + bytes.length) * 8 / 6));
}

export { createRedactor as n, redactorOf as r, attachRedactor as t };
//# sourceMappingURL=redactor.js.map