/**
 * The first letters of Chinese words: "社会保障卡" -> "shbzk", as people type them.
 *
 * The browser can sort characters by their reading; which letter a character begins with is where it sorts among the
 * first characters of each letter. Characters with a second reading that halls use are known by both.
 */

const BY_READING = new Intl.Collator("zh-u-co-pinyin");
const FIRST = [..."阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥仨他屲夕丫帀"]; // The first character of each letter below.
const LETTERS = "abcdefghjklmnopqrstwxyz";
const ALSO = { 重: "c", 行: "h", 长: "z", 调: "t", 会: "k", 曾: "z", 单: "s", 参: "s", 朝: "z", 解: "x", 乐: "y", 省: "x", 系: "j", 藏: "z", 传: "z", 降: "x", 校: "j" };
const HAN = /\p{Script=Han}/u;

function letterOf(character) {
  const place = FIRST.findLastIndex((first) => BY_READING.compare(first, character) <= 0);
  return LETTERS[place] ?? "";
}

/** For each letter or digit of a text, the keys that find it: one, or two where a character is read in two ways. */
export function initials(text) {
  return [...text.toLowerCase()].filter((each) => /[\p{L}\p{N}]/u.test(each))
    .map((each) => (HAN.test(each) ? letterOf(each) + (ALSO[each] ?? "") : each));
}

const WITH_GAPS = 100; // Letters with others between them (社保卡 in 社会保障卡) are found too, after those without.

/** Where in the first letters of the text the typed ones stand in their order; -1: nowhere. */
export function placeOf(typed, text) {
  const keys = initials(text);
  const wanted = [...typed.toLowerCase()];
  const together = keys.findIndex((_, start) => wanted.every((letter, place) => keys[start + place]?.includes(letter)));
  return together < 0 && wanted.length > 1 ? placeWithGaps(wanted, keys) : together;
}

function placeWithGaps(wanted, keys) {
  let next = 0;
  for (const key of keys) if (key.includes(wanted[next] ?? " ")) next += 1;
  return next < wanted.length ? -1 : WITH_GAPS + keys.findIndex((key) => key.includes(wanted[0]));
}
