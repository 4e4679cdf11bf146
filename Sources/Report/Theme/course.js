// The search of a course. The index is a script beside the site's home page, so that it also loads from the file system;
// it is asked for when somebody first looks into the search box.
(() => {
  "use strict";
  const box = document.querySelector(".search");
  if (!box) return;
  const input = box.querySelector("input");
  const found = box.querySelector(".found");
  const status = found.querySelector("[role=status]");
  const list = found.querySelector("ol");
  const root = box.dataset.root;
  box.hidden = false;

  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  let loading = null;
  const load = () => loading ??= new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = root + "search.js";
    script.onload = () => resolve(globalThis.labbookCourse.map(([address, page, heading, text]) => ({
      address, page, heading, text, plainPage: plain(page), plainHeading: plain(heading), plainText: plain(text),
    })));
    script.onerror = () => { loading = null; resolve(null); };
    document.head.append(script);
  });

  // How well a text has a word: whole words count most, then beginnings, then anything.
  const worth = (text, term) => {
    let best = 0;
    for (let at = text.indexOf(term); at >= 0 && best < 3; at = text.indexOf(term, at + 1)) {
      const begins = at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]);
      const after = text[at + term.length];
      const ends = after === undefined || !/[\p{L}\p{N}]/u.test(after);
      best = Math.max(best, begins && ends ? 3 : begins ? 2 : 1);
    }
    return best;
  };
  const score = (section, terms) => {
    let sum = 0;
    for (const term of terms) {
      const [page, heading, text] = [section.plainPage, section.plainHeading, section.plainText]
        .map((part) => worth(part, term));
      if (!page && !heading && !text) return 0;
      sum += 12 * heading + 4 * page * (section.heading ? 1 : 3) + text;
    }
    return sum;
  };

  // A piece of the text around the first of the words, with all of them marked.
  const excerpt = (section, terms) => {
    const piece = document.createElement("span");
    piece.className = "excerpt-of-page";
    const { text, plainText } = section;
    const places = terms.map((term) => plainText.indexOf(term)).filter((at) => at >= 0);
    let start = Math.max(0, Math.min(...places, Infinity) - 50);
    if (!Number.isFinite(start)) start = 0;
    if (start > 0) start = Math.max(0, text.indexOf(" ", start) + 1);
    const shown = text.slice(start, start + 150);
    // Where taking accents off changed the length, marks would stand wrong.
    const marked = text.length === plainText.length ? plain(shown) : "";
    const marks = new Array(shown.length).fill(false);
    for (const term of terms)
      for (let at = marked.indexOf(term); at >= 0; at = marked.indexOf(term, at + 1))
        marks.fill(true, at, at + term.length);
    if (start > 0) piece.append("… ");
    for (let at = 0; at < shown.length;) {
      let end = at;
      while (end < shown.length && marks[end] === marks[at]) end++;
      if (marks[at]) {
        const mark = document.createElement("mark");
        mark.textContent = shown.slice(at, end);
        piece.append(mark);
      } else piece.append(shown.slice(at, end));
      at = end;
    }
    if (start + 150 < text.length) piece.append(" …");
    return piece;
  };

  let isDismissed = false;
  const show = async () => {
    isDismissed = false;
    const query = input.value;
    const terms = plain(query).split(/\s+/).filter(Boolean);
    if (!terms.length) { found.hidden = true; return; }
    const sections = await load();
    if (query !== input.value || isDismissed) return;
    found.hidden = false;
    if (!sections) { status.textContent = "The index, search.js, could not be loaded."; list.replaceChildren(); return; }
    const hits = sections.map((section) => ({ section, score: score(section, terms) }))
      .filter((hit) => hit.score > 0).sort((a, b) => b.score - a.score);
    status.textContent = hits.length === 0 ? "Nothing found" : hits.length === 1 ? "1 place" : `${hits.length} places`;
    list.replaceChildren(...hits.slice(0, 12).map(({ section }) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = root + section.address;
      const name = document.createElement("span");
      name.className = "place-name";
      name.textContent = section.heading || section.page;
      link.append(name);
      if (section.heading) {
        const page = document.createElement("span");
        page.className = "page-name";
        page.textContent = section.page;
        link.append(page);
      }
      link.append(excerpt(section, terms));
      item.append(link);
      return item;
    }));
  };

  const links = () => [...list.querySelectorAll("a")];
  input.addEventListener("focus", load);
  input.addEventListener("input", show);
  input.addEventListener("focus", show);
  box.addEventListener("keydown", (event) => {
    const all = links();
    const at = all.indexOf(document.activeElement);
    if (event.key === "Escape") {
      input.focus({ preventScroll: true });
      isDismissed = true;
      found.hidden = true;
    } else if (event.key === "ArrowDown" && all.length) {
      event.preventDefault();
      all[Math.min(at + 1, all.length - 1)].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      if (at === 0) input.focus(); else all[at - 1].focus();
    } else if (event.key === "Enter" && document.activeElement === input && all.length) {
      all[0].click();
    }
  });
  // A link to a place in this very page is followed, too, but the page stays.
  list.addEventListener("click", () => { found.hidden = true; });
  document.addEventListener("click", (event) => { if (!box.contains(event.target)) found.hidden = true; });
  box.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !box.contains(event.relatedTarget)) found.hidden = true;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
})();
