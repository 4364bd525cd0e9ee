// The patient API as the chat uses it: JSON calls, and answers that are streams of server-sent events.

export class Problem extends Error {
  constructor(response, body) {
    super(body?.detail ?? response.statusText);
    this.status = response.status;
    this.code = body?.code ?? "unknown";
    this.retryAfter = Number(response.headers.get("Retry-After")) || 0; // seconds
  }
}

/** fetch that throws Problem for a refusal, and what fetch throws where there is no connection. */
export async function call(url, { token, body, headers = {}, ...rest } = {}) {
  const response = await fetch(url, {
    cache: "no-store",
    ...rest,
    headers: {
      ...(body && { "Content-Type": "application/json" }),
      ...(token && { Authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) throw new Problem(response, await response.json().catch(() => null));
  return response;
}

/** Server-sent events as {id, event, data}; `onSign` hears every sign of life, the server's pings among them. */
export async function* events(response, onSign = () => {}) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onSign();
    rest += value.replaceAll("\r\n", "\n");
    for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
      const fields = Object.fromEntries(rest.slice(0, end).split("\n").map(field));
      rest = rest.slice(end + 2);
      if (fields.data) yield { id: fields.id, event: fields.event, data: JSON.parse(fields.data) };
    }
  }
}

function field(line) {
  const colon = line.indexOf(":");
  return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
}
