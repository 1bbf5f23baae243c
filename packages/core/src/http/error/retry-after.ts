/**
 * The wait that a service asks for, in milliseconds: `retry-after-ms`, `retry-after` (seconds, decimals, a date) or
 * `x-ratelimit-reset` (seconds since the epoch). What is garbage, negative or past is `undefined`. Dates are read against
 * the service's own `date`, so a wrong clock on either side does no harm.
 */
export function retryAfterMs(headers: ReadonlyMap<string, string>, now: number): number | undefined {
  const serverNow = dateOf(headers.get('date')) ?? now;
  return (
    decimal(headers.get('retry-after-ms')) ??
    seconds(headers.get('retry-after')) ??
    until(dateOf(headers.get('retry-after')), serverNow) ??
    until(epochOf(headers.get('x-ratelimit-reset')), serverNow)
  );
}

function decimal(text: string | undefined): number | undefined {
  // A header that was sent twice arrives as a list: the first one counts.
  const first = text?.split(',', 1)[0]?.trim();
  return first !== undefined && /^\d{1,12}(\.\d{1,12})?$/.test(first) ? Math.ceil(Number(first)) : undefined;
}

function seconds(text: string | undefined): number | undefined {
  const first = text?.split(',', 1)[0]?.trim();
  return first !== undefined && /^\d{1,12}(\.\d{1,12})?$/.test(first) ? Math.ceil(Number(first) * 1000) : undefined;
}

function dateOf(text: string | undefined): number | undefined {
  const date = text?.trim() ?? '';
  // `Date.parse` takes nearly anything; an HTTP date has a weekday in front and GMT at the end, or the form of asctime.
  const asctime = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4}$/.test(date);
  if (!asctime && !/^[A-Za-z]{3,9}, .{5,40} GMT$/.test(date)) return undefined;
  const time = Date.parse(asctime ? `${date} GMT` : date);
  return Number.isNaN(time) ? undefined : time;
}

function epochOf(text: string | undefined): number | undefined {
  // Ten digits: smaller numbers are seconds to wait in some services and counts in others.
  return text !== undefined && /^\d{10}(\.\d{1,12})?$/.test(text.trim()) ? Number(text) * 1000 : undefined;
}

function until(time: number | undefined, now: number): number | undefined {
  return time !== undefined && time > now ? Math.ceil(time - now) : undefined;
}
