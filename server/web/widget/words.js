// The chat's own words in the patient's language.

import { CATALOG } from "./catalog.js";

/** A function that says a key of the catalog; `facts` fill its {places}. */
export function wordsIn(language, facts) {
  const said = CATALOG[language] ?? CATALOG.en;
  return (key, more) => said[key].replace(/\{(\w+)\}/g, (_, name) => ({ ...facts, ...more })[name] ?? "");
}

/** The first of the wanted languages (BCP 47, a region does not count) that is spoken. */
export function spoken(wanted, languages) {
  const plain = wanted.map((each) => each?.split("-")[0].toLowerCase());
  return plain.find((each) => languages.includes(each)) ?? languages[0];
}
