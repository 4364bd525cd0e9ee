// The patient page is the chat and nothing else; a signed link (/c/<token>) goes on with its conversation.

const chat = document.createElement("frontdesk-chat");
chat.setAttribute("mode", "page");
const [, token] = location.pathname.match(/^\/c\/([\w-]+)$/) ?? [];
if (token) {
  chat.patientToken = token;
  history.replaceState(null, "", "/"); // the link works once, and stays out of the history
}
document.querySelector("main").append(chat);
