// The console's keyboard, live updates, claims and the undo countdown. Every action is a form or a link without it too.
const $ = (selector) => document.querySelector(selector);
const say = (text) => { $("#live").textContent = text; };
const rows = () => [...document.querySelectorAll("a.row")];
const request = $("[data-request]");
const post = (path, csrf) => fetch(path, {
  method: "POST", body: new URLSearchParams({ csrf }), keepalive: true, redirect: "manual", headers: { "X-Background": "1" },
});

// Keyboard: not while somebody types, and never with a modifier.
function open(id, field) {
  const details = document.getElementById(id);
  if (!details) return;
  details.open = true;
  details.querySelector(field).focus();
}
function step(by) {
  const all = rows();
  const at = all.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
  all[next]?.focus();
}
const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  a: () => $("#approve")?.requestSubmit(),
  e: () => $("#approve input[name^='edit.'], #approve textarea")?.focus(),
  r: () => open("reject", "textarea"),
  q: () => open("ask", "textarea"),
  s: () => open("reassign", "select"),
  u: () => $("#undo")?.click(),
  "?": () => $("#keys")?.showModal(),
  Escape: () => { if (request) location.assign("/staff"); },
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
  if (event.target.closest("input, textarea, select")) {
    if (event.key === "Escape") { event.target.blur(); event.preventDefault(); }
    return;
  }
  const act = KEYS[event.key];
  if (act) { event.preventDefault(); act(); }
});
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens).showModal();
  if (event.target.closest("[data-insert]")) {
    const field = $("details[open] textarea") || $("#approve textarea");
    if (field) { field.value = $(".suggested span").textContent; field.focus(); }
  }
});
// A form is sent once, however often the key is pressed.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  else event.target.dataset.sent = "1";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

// Somebody has taken a call that was put through: one click to what the caller has said so far.
function putThrough(conversation) {
  const banner = $("#call");
  banner.querySelector("a").href = `/staff/conversations/${encodeURIComponent(conversation)}`;
  banner.hidden = false;
}

// Live: an event says only that something changed; the page asks for what it shows.
const live = $("[data-live]");
if (live) {
  const source = new EventSource(live.dataset.live);
  let timer;
  const refresh = () => { clearTimeout(timer); timer = setTimeout(() => htmx.trigger(live, "changed"), 150); };
  source.addEventListener("message", refresh);
  source.addEventListener("request", (event) => {
    const change = JSON.parse(event.data);
    if (change.call) { putThrough(change.call); return; }
    if (!request) refresh();
    else if (change.request_id === request.dataset.request
        && (String(change.version) !== request.dataset.version || change.status !== request.dataset.status)) {
      $(".changed").hidden = false;
    }
  });
  // What changed before the stream was open, or while it was lost, was not heard.
  source.addEventListener("open", () => { if (!request) refresh(); });
  addEventListener("pagehide", () => source.close());
}
// A refreshed list keeps the focus where it was.
let focused = null;
let total = $("[data-total]")?.dataset.total;
document.addEventListener("htmx:beforeSwap", () => { focused = document.activeElement?.getAttribute("href"); });
document.addEventListener("htmx:afterSwap", (event) => {
  if (focused) rows().find((row) => row.getAttribute("href") === focused)?.focus();
  if ($(".talk")) $(".talk").lastElementChild?.scrollIntoView({ block: "nearest" });
  const list = event.target.querySelector("[data-total]");
  if (list && list.dataset.total !== total) say(`${list.dataset.total} requests for you`);
  total = list?.dataset.total;
});

// A claim is kept while the page is open, and given back when it is left.
if (request?.dataset.claim) {
  const path = `/staff/requests/${request.dataset.request}`;
  setInterval(() => post(`${path}/claim`, request.dataset.csrf), Number(request.dataset.claim) * 1000 / 3);
  let deciding = false;
  document.addEventListener("submit", () => { deciding = true; });
  addEventListener("pagehide", () => { if (!deciding) post(`${path}/release`, request.dataset.csrf); });
}

// The undo counts down, and goes when it is over.
const toast = $(".toast[data-seconds]");
if (toast) {
  rows()[0]?.focus();  // on with the next
  const until = Date.now() + Number(toast.dataset.seconds) * 1000;
  const tick = setInterval(() => {
    const left = Math.ceil((until - Date.now()) / 1000);
    toast.querySelector(".remaining").textContent = Math.max(left, 0);
    if (left <= 0) { clearInterval(tick); toast.remove(); }
  }, 250);
}
$(".talk")?.lastElementChild?.scrollIntoView({ block: "end" });
