// The patient page: shows the conversation and takes the patient's words. All texts go in as text, never as markup.

import { Client, Problem } from "/web/client.js";

const $ = (id) => document.getElementById(id);
const [log, draft, options, status, line, send] = ["log", "draft", "options", "status", "line", "send"].map($);
const client = new Client();
const shown = new Set();
let lastSeq = 0;
let busy = false;

function show(message) {
  if (shown.has(message.seq)) return;
  shown.add(message.seq);
  lastSeq = Math.max(lastSeq, message.seq);
  draft.hidden = true;
  log.append(bubble(message));
  offer(message.role === "patient" ? [] : message.options);
  scroll();
}

function bubble({ role, kind, text, citations = [] }) {
  const item = document.createElement("li");
  item.className = `${role} ${kind}`;
  const who = document.createElement("span");
  who.className = "hidden";
  who.textContent = { patient: "You: ", staff: "Staff: " }[role] ?? "Front desk: ";
  item.append(who, text);
  if (citations.length) {
    const sources = document.createElement("ul");
    sources.append(...citations.map(({ title, source, quote }) => {
      const entry = document.createElement("li");
      entry.textContent = `Source: ${title}, ${source}`;
      entry.title = quote;
      return entry;
    }));
    item.append(sources);
  }
  return item;
}

function offer(offered) {
  options.replaceChildren(...offered.map(({ id, label }) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => say({ option_id: id }, label));
    return button;
  }));
  options.hidden = offered.length === 0;
}

function wait(isBusy) {
  busy = isBusy;
  send.disabled = isBusy;
  for (const button of options.children) button.disabled = isBusy;
  draft.textContent = "";
  draft.hidden = !isBusy;
  if (isBusy) scroll();
}

async function say(body, words) {
  if (busy) return;
  const mine = bubble({ role: "patient", kind: "unsent", text: words });
  log.append(mine);
  wait(true);
  try {
    await client.send(body, hear(mine), () => { status.textContent = "Connection lost. Trying again…"; });
    status.textContent = "";
  } catch (problem) {
    mine.remove();
    status.textContent = problem.message;
    if (problem.code === "conversation_closed") close();
    else if (body.text) line.value = body.text;
    if (!(problem instanceof Problem)) offerRetry();
  } finally {
    wait(false);
    line.focus();
  }
}

function hear(mine) {
  return ({ event, data }) => {
    mine.classList.remove("unsent");
    status.textContent = "";
    if (event === "delta") {
      draft.textContent += data.text;
      draft.hidden = false;
      scroll();
    } else if (event === "message") {
      show(data);
    } else if (event === "turn" && data.status === "closed") {
      close();
    }
  };
}

function offerRetry() {
  const { body } = client.unsent;
  offer([]);
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = "Try again";
  again.addEventListener("click", () => { offer([]); line.value = ""; say(body, body.text ?? ""); });
  options.replaceChildren(again);
  options.hidden = false;
}

function close() {
  line.disabled = true;
  status.textContent = "This conversation has ended. Choose “New conversation” to start another.";
}

async function begin() {
  for (const message of await client.start()) show(message);
  client.follow(() => lastSeq, show);
  const { unsent } = client;
  if (unsent) await say(unsent.body, unsent.body.text ?? "");
}

function scroll() { log.parentElement.scrollTop = log.parentElement.scrollHeight; }

$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = line.value.trim();
  if (!text || busy) return;
  line.value = "";
  say({ text }, text);
});
line.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $("composer").requestSubmit();
  }
});
$("restart").addEventListener("click", () => { client.forget(); location.reload(); });
begin().catch((problem) => { status.textContent = problem.message; });
