/** What a booking's code looks like, and how a booking is said. */

import { dayInWords } from "./format.js";

export const CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"; // As the hub makes them: no 0, O, 1 or I.
export const CODE_LENGTH = 8;

/** "2026-01-05" -> the day in words. It is a day on the hall's wall: no time zone may move it. */
export function dayWords(day) {
  return dayInWords(Date.parse(`${day}T12:00Z`), "UTC");
}
