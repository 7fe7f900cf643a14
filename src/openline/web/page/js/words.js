/** The check words: each number is one word in each language. */

/** @type {Record<string, string>[]} */
let rows = [];
const AGAIN_MS = 10_000;
let again = 0;
/** @type {Promise<boolean> | null} */
let loading = null;

/** Load the table. @returns {Promise<boolean>} whether it came with this call */
export function loadWords() {
  if (loading || performance.now() < again) return Promise.resolve(false);
  again = performance.now() + AGAIN_MS;
  loading = fetch("/locale/words.tsv")
    .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error("no word table"))))
    .then((text) => {
      const [first, ...lines] = text.trim().split("\n");
      const names = (first ?? "").split("\t");
      rows = lines.map((line) => {
        const cells = line.split("\t");
        return Object.fromEntries(names.map((name, n) => [name, cells[n] ?? ""]));
      });
      return true;
    })
    .catch(() => {
      loading = null;
      return false;
    });
  return loading;
}

/**
 * A word in a language, and how it is read aloud where that is not plain.
 * @param {number} number
 * @param {string} language
 * @returns {{text: string, reading: string}}
 */
export function word(number, language) {
  const row = rows[number] ?? {};
  const tag = language.split("-")[0] ?? "en";
  const reading = tag === "zh" ? row.pinyin : tag === "ja" ? row.yomi : "";
  return { text: row[tag] ?? row.en ?? String(number), reading: reading ?? "" };
}

/** Other numbers than these, drawn at random. @param {number[]} besides @param {number} many */
export function decoys(besides, many) {
  const chosen = new Set(besides);
  const out = [];
  while (out.length < many) {
    const n = (crypto.getRandomValues(new Uint16Array(1))[0] ?? 0) % 1024;
    if (chosen.has(n)) continue;
    chosen.add(n);
    out.push(n);
  }
  return out;
}
