// The live part of a page: takes in what the server tells, changes the page where it is another, and lets the reader act.
import { morphChildren, morphPage } from "./morph.js";
import { Panel } from "./panel.js";
import { duration, groups, plot, readable } from "./plot.js";

const root = document.querySelector("aside.live");
const { live, page } = root.dataset;
let version = Number(root.dataset.version);
let status = null;

/** Asks the server to do something; gives what went wrong, or nothing. */
const act = async (name, body = {}) => {
  try {
    const answer = await fetch(live + name, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    return answer.ok ? null : (await answer.text()).trim();
  } catch {
    return "the preview does not answer";
  }
};
const panel = new Panel(root, act);

// MARK: The page

const place = (label) => document.querySelector(`live-cell[data-cell="${CSS.escape(label)}"]`);

/** Changes the page while what the reader looks at stays where it is on the screen. */
const keepingPlace = (change) => {
  const seen = scrollY > 0 && [...document.querySelectorAll("article > *, live-cell > .cell > *")].find((element) => {
    const box = element.getBoundingClientRect();
    return box.height > 0 && box.bottom > 0;
  });
  const before = seen ? seen.getBoundingClientRect().top : 0;
  change();
  if (seen && seen.isConnected) {
    const moved = seen.getBoundingClientRect().top - before;
    if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
  }
};

const changed = (element) => element.dispatchEvent(new Event("labbook:change", { bubbles: true }));

const changePage = (change) => {
  if (change.version <= version && change.frame === undefined) return;
  version = change.version;
  keepingPlace(() => {
    if (change.frame) {
      const next = new DOMParser().parseFromString(change.frame, "text/html");
      document.title = next.title;
      const [style, newStyle] = [document.head, next.head].map((head) => head.querySelector("style"));
      if (style && newStyle && style.textContent !== newStyle.textContent) style.textContent = newStyle.textContent;
      morphPage(document.body, next.body);
    }
    for (const [label, html] of Object.entries(change.cells)) {
      const element = place(label);
      if (!element) continue;
      const template = document.createElement("template");
      template.innerHTML = html;
      morphChildren(element, template.content);
    }
    dress();
    changed(document.body);
  });
};

/** Marks each cell with its state, and gives its code a button for the editor. */
const dress = () => {
  if (!status) return;
  for (const cell of status.cells) {
    const element = place(cell.label);
    if (!element) continue;
    if (element.dataset.state !== cell.state) element.dataset.state = cell.state;
    element.toggleAttribute("data-stale", cell.isStale);
    if (cell.state !== "running") element.querySelector(".live-now")?.remove();
    const code = element.querySelector(".code");
    if (code && !code.querySelector(".live-edit")) code.append(editButton(cell.label));
  }
};

const editButton = (label) => {
  const line = () => status.cells.find((cell) => cell.label === label)?.line ?? 1;
  const button = document.createElement(status.startsEditor ? "button" : "a");
  button.className = "live-edit";
  button.dataset.live = "";
  button.textContent = "Edit";
  button.title = "Opens this cell in the editor";
  if (status.startsEditor) button.type = "button";
  button.addEventListener("click", async () => {
    if (!status.startsEditor) return void (button.href = editorLink(line()));
    const problem = await act("edit", { line: line() });
    if (problem) panel.complain(problem);
  });
  if (!status.startsEditor) button.href = editorLink(line());
  return button;
};

const editorLink = (line) => `vscode://file${encodeURI(status.file)}:${line}`;

// MARK: The cell that runs

const showLoop = (loop) => {
  const cell = place(loop.cell)?.querySelector(".cell");
  if (!cell || place(loop.cell).dataset.state !== "running") return;
  let block = cell.querySelector(":scope > .live-now");
  if (!block) {
    block = document.createElement("div");
    block.className = "live-now";
    block.dataset.live = "";
    const code = cell.querySelector(":scope > .code, :scope > .fold");
    if (code) code.after(block); else cell.prepend(block);
  }
  const line = document.createElement("p");
  const say = (name, text) => {
    const span = document.createElement("span");
    span.className = name;
    span.textContent = text;
    line.append(span);
  };
  if (loop.label) say("steps", `${loop.label} ${readable(loop.step)}${loop.total ? ` of ${readable(loop.total)}` : ""}`);
  for (const { name, value } of loop.values) say("pair", `${name} ${readable(value)}`);
  if (loop.remaining !== undefined && loop.step < loop.total) say("left", `about ${duration(loop.remaining)} left`);
  const parts = [line];
  if (loop.total) {
    const bar = document.createElement("progress");
    [bar.max, bar.value] = [loop.total, loop.step];
    bar.setAttribute("aria-label", loop.label);
    parts.push(bar);
  }
  const shown = groups(loop.series);
  if (shown.length) {
    const plots = document.createElement("div");
    plots.className = "plots";
    const style = getComputedStyle(block);
    const width = block.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const isNarrow = shown.length === 1 || width < 520;
    plots.append(...shown.map((group) => plot(group, isNarrow ? width : Math.floor((width - 16) / 2))));
    parts.push(plots);
  }
  keepingPlace(() => block.replaceChildren(...parts));
  panel.showLoop(loop);
};

// MARK: The connection

let source = null;

const connect = (known) => {
  source?.close();
  source = new EventSource(`${live}events?page=${encodeURIComponent(page)}&version=${known}`);
  const on = (name, take) => source.addEventListener(name, (event) => take(JSON.parse(event.data)));
  source.addEventListener("open", () => panel.connected(true));
  on("page", changePage);
  on("status", (news) => {
    status = news;
    panel.show(status);
    dress();
  });
  on("loop", showLoop);
  // The reader fell behind, as a page in the background may: it takes the whole page as it is now.
  on("behind", () => connect(-1));
  on("moved", (news) => {
    source.close();
    panel.moved(news.page);
  });
  source.addEventListener("error", () => {
    panel.connected(false);
    // A refusal is for good as far as the browser is concerned; the server may only have been busy.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => connect(version), 2000);
  });
};
connect(version);
