// Turns one tree of elements into another and touches only what is different, so that folds, focus, selections and scroll
// positions stay as they are. Elements are known by their ids, cells by their labels; what the live part or the page's own
// script has added is left alone.

const isElement = (node) => node.nodeType === Node.ELEMENT_NODE;
const isAdded = (node) => isElement(node) && (node.hasAttribute("data-live") || node.classList.contains("copy"));
const key = (node) => {
  if (!isElement(node)) return null;
  // A heading may have the id that is a cell's label.
  return node.nodeName === "LIVE-CELL" ? `cell ${node.dataset.cell}` : node.id || null;
};
const keysIn = (node) => new Set([...node.querySelectorAll("[id], live-cell")].map(key));

/** The element from a place on that is another version of one without a key: it has some of the same parts. */
const findVersion = (place, next) => {
  const parts = isElement(next) ? keysIn(next) : new Set();
  for (; parts.size && place; place = place.nextSibling) {
    if (place.nodeName !== next.nodeName || key(place) !== null || isAdded(place)) continue;
    for (const part of keysIn(place)) if (parts.has(part)) return place;
  }
  return null;
};

/** Makes a page's body the same as another's, but for what is in cells that both have. */
export const morphPage = (old, next) => {
  const cells = [...old.querySelectorAll("live-cell")].map((cell) => [cell.dataset.cell, cell]);
  morphChildren(old, next);
  // A cell whose surroundings were made anew is put into them as it was.
  for (const [label, cell] of cells) {
    const place = cell.isConnected ? null : old.querySelector(`live-cell[data-cell="${CSS.escape(label)}"]`);
    place?.replaceWith(cell);
  }
};

/** Makes an element the same as another, which is used up. */
const morph = (old, next) => {
  if (old.nodeType !== next.nodeType || old.nodeName !== next.nodeName) return old.replaceWith(next);
  if (!isElement(old)) {
    if (old.data !== next.data) old.data = next.data;
    return;
  }
  // Scripts ran already, and what is in a cell comes by itself.
  if (old.nodeName === "SCRIPT" || old.nodeName === "LIVE-CELL" || old.isEqualNode(next)) return;
  // Whether something is folded is the reader's choice.
  const isKept = (name) => name === "open" && old.nodeName === "DETAILS";
  for (const { name } of [...old.attributes]) if (!next.hasAttribute(name) && !isKept(name)) old.removeAttribute(name);
  for (const { name, value } of next.attributes) {
    if (old.getAttribute(name) !== value && !isKept(name)) old.setAttribute(name, value);
  }
  morphChildren(old, next);
};

/** Makes the children of an element the same as those of another. */
export const morphChildren = (old, next) => {
  const wanted = new Set([...next.childNodes].map(key).filter((it) => it !== null));
  const known = new Map();
  for (const child of old.childNodes) if (key(child) !== null && !isAdded(child)) known.set(key(child), child);
  let place = old.firstChild;
  for (const child of [...next.childNodes]) {
    while (place && isAdded(place)) place = place.nextSibling;
    const name = key(child);
    let match = null;
    if (name !== null) {
      match = known.get(name) ?? null;
      known.delete(name);
    } else if (place && key(place) === null && place.nodeName === child.nodeName) {
      match = place;
    } else {
      match = findVersion(place, child);
    }
    // What stands before it and is not wanted goes, so that it need not be moved: moving loses focus and scrolling.
    while (match && place !== match && place && (isAdded(place) || !wanted.has(key(place)))) {
      const after = place.nextSibling;
      if (!isAdded(place)) place.remove();
      place = after;
    }
    if (!match) {
      old.insertBefore(child, place);
    } else if (match === place) {
      place = place.nextSibling;
      morph(match, child);
    } else {
      old.insertBefore(match, place);
      morph(match, child);
    }
  }
  while (place) {
    const after = place.nextSibling;
    if (!isAdded(place)) place.remove();
    place = after;
  }
};
