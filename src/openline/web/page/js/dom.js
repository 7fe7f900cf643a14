/**
 * Draws a page from descriptions of elements and changes only what differs.
 *
 * `h` describes an element, `render` makes a parent's children equal to a list of descriptions.
 * Elements are kept by key, else by tag and order, so focus, selection and what is being typed
 * survive. A property such as `value` is set only when the description changes, never because
 * the user changed the field.
 */

/** @typedef {{tag: string, key: string | number | null, props: Props, kids: Kid[]}} Node_ */
/** @typedef {Node_ | string} Kid */
/** @typedef {Record<string, any>} Props */
/** @typedef {Kid | number | null | undefined | false | Content[]} Content */

const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "open", "selected"]);

/** @type {WeakMap<Node, Node_>} */
const drawn = new WeakMap();
/** @type {WeakMap<Element, Record<string, (event: any) => void>>} */
const handlers = new WeakMap();

/**
 * Describe an element.
 * @param {string} tag
 * @param {Props | null} props attributes; `on...` are listeners, `ref` is told the new element
 * @param {...Content} content
 * @returns {Node_}
 */
export function h(tag, props, ...content) {
  /** @type {Kid[]} */
  const kids = [];
  gather(content, kids);
  return { tag, key: props?.key ?? null, props: props ?? {}, kids };
}

/** @param {Content[]} content @param {Kid[]} into */
function gather(content, into) {
  for (const part of content) {
    if (Array.isArray(part)) gather(part, into);
    else if (typeof part === "number") into.push(String(part));
    else if (part !== null && part !== undefined && part !== false && part !== "")
      into.push(part);
  }
}

/**
 * Make the children of `parent` equal to `content`.
 * @param {Element} parent
 * @param {...Content} content
 */
export function render(parent, ...content) {
  /** @type {Kid[]} */
  const kids = [];
  gather(content, kids);
  fill(parent, kids, false);
}

/** @param {Element} parent @param {Kid[]} kids @param {boolean} svg */
function fill(parent, kids, svg) {
  const keyed = new Map();
  /** @type {Set<Node>} */
  const free = new Set();
  for (const node of parent.childNodes) {
    const key = drawn.get(node)?.key ?? null;
    if (key === null) free.add(node);
    else keyed.set(key, node);
  }
  const nodes = kids.map((kid) => {
    const node =
      typeof kid !== "string" && kid.key !== null ? keyed.get(kid.key) : take(free, kid);
    if (node === undefined || !fits(node, kid)) return create(kid, svg);
    if (typeof kid !== "string" && kid.key !== null) keyed.delete(kid.key);
    update(node, kid, svg);
    return node;
  });
  for (const node of free) parent.removeChild(node);
  for (const node of keyed.values()) parent.removeChild(node);
  let cursor = parent.firstChild;
  for (const node of nodes) {
    if (node === cursor) cursor = node.nextSibling;
    else parent.insertBefore(node, cursor);
  }
}

/** @param {Set<Node>} free @param {Kid} kid */
function take(free, kid) {
  for (const node of free) {
    if (!fits(node, kid)) continue;
    free.delete(node);
    return node;
  }
  return undefined;
}

/** @param {Node} node @param {Kid} kid */
function fits(node, kid) {
  return typeof kid === "string" ? node.nodeType === 3 : drawn.get(node)?.tag === kid.tag;
}

/** @param {Kid} kid @param {boolean} svg @returns {Node} */
function create(kid, svg) {
  if (typeof kid === "string") return document.createTextNode(kid);
  const inSvg = svg || kid.tag === "svg";
  const element = inSvg
    ? document.createElementNS(SVG, kid.tag)
    : document.createElement(kid.tag);
  const empty = { tag: kid.tag, key: kid.key, props: {}, kids: [] };
  drawn.set(element, empty);
  update(element, kid, inSvg);
  kid.props.ref?.(element);
  return element;
}

/** @param {Node} node @param {Kid} kid @param {boolean} svg */
function update(node, kid, svg) {
  if (typeof kid === "string") {
    if (node.nodeValue !== kid) node.nodeValue = kid;
    return;
  }
  const element = /** @type {Element} */ (node);
  const before = /** @type {Node_} */ (drawn.get(element)).props;
  drawn.set(element, kid);
  for (const name in before) {
    if (!(name in kid.props)) set(element, name, undefined);
  }
  fill(element, kid.kids, svg || kid.tag === "svg");
  for (const name in kid.props) {
    if (before[name] !== kid.props[name]) set(element, name, kid.props[name]);
  }
}

/** @param {Element} element @param {string} name @param {any} value */
function set(element, name, value) {
  if (name === "key" || name === "ref") return;
  if (name.startsWith("on")) listen(element, name.slice(2), value);
  else if (PROPERTIES.has(name)) /** @type {any} */ (element)[name] = value ?? false;
  else if (value === undefined || value === null || value === false)
    element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : String(value));
}

/**
 * @param {Element} element
 * @param {string} type
 * @param {((event: any) => void) | undefined} act
 */
function listen(element, type, act) {
  let own = handlers.get(element);
  if (!own) handlers.set(element, (own = {}));
  if (!(type in own))
    element.addEventListener(type, (event) => handlers.get(element)?.[type]?.(event));
  own[type] = act ?? (() => {});
}
