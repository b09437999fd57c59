/** Why a ticket was called, in the reader's language. */

import { span } from "./format.js";
import { t } from "./texts.js";

/** The rule, how long the citizen waited, among how many, and what else is true of the ticket. */
export function reasonWords({ rule, waited_s, among, more }) {
  const longest = rule === "accumulated" && more.includes("longest");
  const beside = more.filter((each) => each !== "longest").map((each) => t(`why.more_${each}`));
  return [t(`why.${longest ? "longest" : rule}`, { waited: span(waited_s), among }), ...beside].join(t("why.and"));
}
