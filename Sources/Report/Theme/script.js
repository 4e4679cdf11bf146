// The page is whole without this script. It remembers the chosen colours, follows the reading in the contents list,
// offers to copy code and to sort tables, lets the keyboard reach what scrolls, and unfolds code for printing. Who changes
// the page sends the event "labbook:change" to the element that is another now, which gets what is new in it served, too.
(() => {
  "use strict";
  const remember = {
    get() { try { return localStorage.getItem("labbook-colours"); } catch { return null; } },
    set(value) { try { localStorage.setItem("labbook-colours", value); } catch { /* Not allowed: not remembered. */ } },
  };
  for (const choice of document.querySelectorAll("input[name=colours]")) {
    if (choice.value === remember.get()) choice.checked = true;
    choice.addEventListener("change", () => remember.set(choice.value));
  }

  const follow = () => {
    const links = new Map();
    for (const link of document.querySelectorAll("nav.contents a")) {
      const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heading) links.set(heading, link);
    }
    let current = null;
    for (const heading of links.keys()) {
      if (heading.getBoundingClientRect().top > innerHeight / 4) break;
      current = heading;
    }
    for (const [heading, link] of links) {
      if (heading === current) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    }
  };
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; follow(); });
  }, { passive: true });

  const offerCopy = (block) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(block.querySelector("code").textContent);
        button.textContent = "Copied";
      } catch {
        button.textContent = "Not allowed";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 1600);
    });
    block.append(button);
  };

  // A click on a column's heading sorts by it, upwards, downwards, and then not at all.
  const sortKey = (row, column) => {
    const cell = row.cells[column];
    const text = cell.firstChild?.textContent.trim() ?? "";
    const number = Number(cell.dataset.value ?? (text || NaN));
    return { text, number, isNumber: !Number.isNaN(number) };
  };
  const compare = (a, b) => a.isNumber && b.isNumber ? a.number - b.number
    : a.isNumber !== b.isNumber ? (a.isNumber ? -1 : 1) : a.text.localeCompare(b.text, undefined, { numeric: true });
  const offerSorting = (table) => {
    const body = table.tBodies[0];
    const order = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const next = { null: "ascending", ascending: "descending", descending: null }[head.getAttribute("aria-sort")];
        for (const other of heads) other.removeAttribute("aria-sort");
        if (next) head.setAttribute("aria-sort", next);
        const sign = next === "descending" ? -1 : 1;
        const rows = order.map((row) => ({ row, key: sortKey(row, column) }));
        if (next) rows.sort((a, b) => sign * compare(a.key, b.key));
        body.append(...rows.map(({ row }) => row));
      });
    });
  };

  // What scrolls sideways can be reached by keyboard.
  const reachable = () => {
    for (const box of document.querySelectorAll(".math, .plate, article table")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; else box.removeAttribute("tabindex");
    }
  };
  addEventListener("resize", reachable);

  const serve = (root) => {
    if (navigator.clipboard) for (const block of root.querySelectorAll(".code:not(:has(> .copy))")) offerCopy(block);
    for (const table of root.querySelectorAll(".sortable table:not(:has(.sort))")) offerSorting(table);
    reachable();
    follow();
  };
  document.addEventListener("labbook:change", (event) => serve(event.target));
  serve(document);

  const unfolded = [];
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("details.fold:not([open])")) { fold.open = true; unfolded.push(fold); }
  });
  addEventListener("afterprint", () => { for (const fold of unfolded.splice(0)) fold.open = false; });

  const openTarget = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = target && target.closest("details");
    if (fold && !fold.open) { fold.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", openTarget);
  openTarget();
})();
