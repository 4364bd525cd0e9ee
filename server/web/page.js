// The patient page is the chat and nothing else; a signed link (/c/<token>) goes on with its conversation.

const chat = document.createElement("frontdesk-chat");
chat.setAttribute("mode", "page");
const [, token] = location.pathname.match(/^\/c\/([\w-]+)$/) ?? [];

if (token) {
  history.replaceState(null, "", "/"); // the link works once, and stays out of the history
  const body = JSON.stringify({ channel: "web", patient_token: token });
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch("/v1/conversations", { method: "POST", headers, body });
  if (answer.ok) chat.join(await answer.json());
}
document.querySelector("main").append(chat);
