// Fields for what is easily mistyped: names, a birthday, a phone number, a code. What is filled in is sent as words.

import { h } from "./dom.js";

/** What the service waits for, and the fields shown then: the first must be filled, the others may have been told before. */
const FIELDS = {
  first_name: ["first_name", "last_name", "birth_date"],
  last_name: ["last_name", "birth_date"],
  birth_date: ["birth_date"],
  phone: ["phone"],
  email: ["email"],
  code: ["code"],
};
const KINDS = {
  first_name: { autocomplete: "given-name" },
  last_name: { autocomplete: "family-name" },
  phone: { autocomplete: "tel", type: "tel", pattern: "[\\d\\s\\(\\).+\\-]{7,}" },
  email: { autocomplete: "email", type: "email" },
  code: { autocomplete: "one-time-code", inputMode: "numeric", pattern: "[\\d\\s\\-]{4,}" },
};

/** The form for `slot`, or null where typing is as good; `onWords` gets the sentence. */
export function detailsFor(slot, words, language, onWords) {
  const names = FIELDS[slot];
  if (!names) return null;
  const fields = names.map((name, at) => (name === "birth_date" ? birthday : oneLine)(name, words, language, at === 0));
  const form = h("form", { className: "details", part: "form", "aria-label": words("form") }, ...fields.map(({ shown }) => shown),
    h("button", { type: "submit", part: "button" }, words("send_form")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const told = Object.fromEntries(names.map((name, at) => [name, fields[at].read()]));
    const name = [told.first_name, told.last_name].filter(Boolean).join(" ");
    const rest = names.filter((each) => !each.endsWith("_name")).map((each) => told[each]);
    onWords([name, ...rest].filter(Boolean).join(", "));
  });
  return form;
}

function oneLine(name, words, _language, required) {
  const input = h("input", { name, required, part: "input", type: "text", ...KINDS[name] });
  return { shown: h("label", {}, words(name), input), read: () => input.value.trim() };
}

/** Day, month and year apart: nobody scrolls a calendar back to 1948 (design pattern of GOV.UK and USWDS). */
function birthday(_name, words, language, required) {
  const months = Array.from({ length: 12 }, (_, at) => inWords(new Date(Date.UTC(2000, at)), language, { month: "long" }));
  const month = h("select", { required, part: "input", autocomplete: "bday-month" },
    h("option", { value: "" }), ...months.map((label, at) => h("option", { value: at }, label)));
  const number = (digits, autocomplete) => h("input", {
    required, part: "input", inputMode: "numeric", pattern: `\\d{${digits}}`, size: 4, maxLength: digits === 4 ? 4 : 2, autocomplete,
  });
  const day = number("1,2", "bday-day");
  const year = number(4, "bday-year");
  const parts = [month, day, year];
  const date = () => new Date(Date.UTC(+year.value, +month.value, +day.value));
  const check = () => {
    const some = parts.some(({ value }) => value);
    for (const part of parts) part.required = required || some;
    const wrong = parts.every(({ value }) => value) && (date().getUTCDate() !== +day.value || date() > new Date());
    day.setCustomValidity(wrong ? words("form_wrong") : "");
  };
  const shown = h("fieldset", { onchange: check, oninput: check }, h("legend", {}, words("birth_date")),
    ...(language === "en" ? [0, 1, 2] : [1, 0, 2]).map((at) => h("label", {}, words(["month", "day", "year"][at]), parts[at])));
  return { shown, read: () => (year.value ? inWords(date(), language, { dateStyle: "long" }) : "") };
}

function inWords(date, language, format) {
  return new Intl.DateTimeFormat(language === "en" ? "en-US" : language, { timeZone: "UTC", ...format }).format(date);
}
