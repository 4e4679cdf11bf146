// The panel beside the page: what runs, what is still to run, and what the reader can do about it.
import { duration, readable } from "./plot.js";

const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key in element && key !== "list" && key !== "form") element[key] = value; else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
};

const words = {
  waiting: "waiting", checked: "checked, waiting", running: "running", done: "done", failed: "failed",
  cached: "from the cache", skipped: "not run", shown: "shown, not run",
};

const phases = {
  starting: "Starting", fetching: "Getting ready", running: "Running", done: "Done", failed: "Failed",
  unusable: "Cannot be run as it is",
};

export class Panel {
  constructor(root, act) {
    this.root = root;
    this.act = act;
    this.status = null;
    this.since = performance.now();
    this.loop = null;
    this.rows = new Map();
    this.fields = new Map();
    this.build();
    setInterval(() => this.tick(), 250);
  }

  build() {
    this.phase = make("p", { className: "phase", role: "status" });
    this.note = make("p", { className: "note" });
    this.bar = make("progress", { max: 1, value: 0, "aria-label": "Cells that are through" });
    const button = (text, title, name) => make("button", {
      type: "button", textContent: text, title, onclick: () => this.do(name),
    });
    this.stop = button("Stop", "Stops the cell that runs; what is below does not run", "stop");
    this.all = button("Run all", "Runs all cells again, from the state before the first", "run");
    this.restart = button("Restart", "Runs all cells in a new kernel", "restart");
    this.fold = make("button", {
      type: "button", className: "unfold", textContent: "Cells", "aria-expanded": "false", onclick: () => this.unfold(),
    });
    this.list = make("ol", { className: "live-cells" });
    this.form = make("form", { className: "params", onsubmit: (event) => event.preventDefault() });
    this.complaint = make("p", { className: "complaint", role: "alert" });
    this.more = make("div", { className: "live-more" }, this.list, this.form);
    this.root.replaceChildren(
      make("div", { className: "head" }, this.phase, this.note, this.bar,
        make("div", { className: "buttons" }, this.stop, this.all, this.restart, this.fold), this.complaint),
      this.more);
    // What is wrong with the notebook as a whole stands above its text.
    this.problems = make("section", { className: "banner live-problems" });
    this.problems.dataset.live = "";
  }

  async do(name, body) {
    const problem = await this.act(name, body);
    this.complain(problem ?? "");
  }

  complain(text) {
    this.complaint.textContent = text;
  }

  unfold() {
    const isOpen = this.root.classList.toggle("unfolded");
    this.fold.setAttribute("aria-expanded", String(isOpen));
  }

  connected(isConnected) {
    this.root.classList.toggle("apart", !isConnected);
    this.enable(isConnected);
    if (!isConnected) [this.phase.textContent, this.note.textContent] = ["Not connected", "The preview has ended, or is busy."];
    else if (this.status) this.show(this.status);
  }

  enable(isEnabled) {
    for (const control of this.root.querySelectorAll("button:not(.unfold), input")) control.disabled = !isEnabled;
  }

  moved(page) {
    this.root.classList.add("apart");
    this.enable(false);
    this.phase.textContent = "Not live";
    this.note.replaceChildren(`The preview shows ${page} now. `, make("a", { href: "", textContent: "Make this page live" }));
  }

  show(status) {
    this.status = status;
    this.since = performance.now();
    const running = status.cells.find((cell) => cell.state === "running");
    if (!running) this.loop = null;
    this.root.dataset.phase = status.phase;
    this.phase.textContent = running ? `Running ${running.label}` : this.phaseWords(status);
    const ran = status.cells.filter((cell) => cell.state !== "shown");
    const through = ran.filter((cell) => !["waiting", "checked", "running"].includes(cell.state));
    this.bar.value = ran.length ? through.length / ran.length : 1;
    this.stop.disabled = !running && status.phase !== "running";
    this.showCells(status.cells);
    this.showParams(status.params);
    this.showProblems(status);
    this.tick();
  }

  phaseWords(status) {
    if (status.phase === "running") return "Compiling";
    if (status.phase === "done") return "Up to date";
    return phases[status.phase];
  }

  showLoop(loop) {
    this.loop = loop;
    this.tick();
  }

  // Times go on while a cell runs.
  tick() {
    if (!this.status || this.root.classList.contains("apart")) return;
    const { cells, phase, seconds } = this.status;
    const running = cells.find((cell) => cell.state === "running");
    let note = "";
    if (running) {
      const sofar = (running.seconds ?? 0) + (performance.now() - this.since) / 1000;
      note = duration(sofar);
      if (this.loop?.total && this.loop.cell === running.label) {
        note += ` · ${Math.floor((100 * this.loop.step) / this.loop.total)} %`;
        if (this.loop.remaining !== undefined) note += ` · ${duration(this.loop.remaining)} left`;
      }
      const time = this.rows.get(running.label)?.time;
      if (time) time.textContent = duration(sofar);
    } else if (phase === "done" && seconds !== undefined) {
      note = `run in ${duration(seconds)}`;
    } else if (phase === "failed") {
      const failed = cells.filter((cell) => cell.state === "failed").length;
      note = failed === 1 ? "one cell failed" : `${readable(failed)} cells failed`;
    }
    if (this.note.textContent !== note) this.note.textContent = note;
  }

  showCells(cells) {
    const known = this.rows;
    this.rows = new Map();
    cells.forEach((cell, index) => {
      const row = known.get(cell.label) ?? this.makeRow(cell.label);
      known.delete(cell.label);
      this.rows.set(cell.label, row);
      row.element.dataset.state = cell.state;
      row.element.title = cell.reason ?? "";
      row.state.textContent = words[cell.state];
      row.time.textContent = cell.state === "running" ? row.time.textContent : duration(cell.seconds);
      row.run.hidden = cell.state === "shown";
      if (this.list.children[index] !== row.element) this.list.insertBefore(row.element, this.list.children[index] ?? null);
    });
    for (const row of known.values()) row.element.remove();
  }

  makeRow(label) {
    const state = make("span", { className: "label" });
    const time = make("span", { className: "time" });
    const run = make("button", {
      type: "button", className: "run", title: `Runs ${label} again, and all below it`,
      "aria-label": `Run from ${label}`, onclick: () => this.do("run", { cell: label }),
    });
    const link = make("a", { href: `#cell:${label}`, textContent: label });
    const element = make("li", {}, make("span", { className: "mark", "aria-hidden": "true" }), link, state, time, run);
    return { element, state, time, run };
  }

  showParams(params) {
    const names = params.map((param) => param.name).join();
    if (this.names !== names) {
      this.names = names;
      this.fields.clear();
      this.form.replaceChildren();
      if (params.length) this.form.append(make("h2", { textContent: "Parameters" }));
      for (const param of params) this.form.append(this.makeField(param));
    }
    for (const param of params) {
      const field = this.fields.get(param.name);
      if (field === document.activeElement) continue;
      if (param.type === "bool") field.checked = param.value === "true"; else field.value = param.value;
      field.title = param.value === param.standard ? "" : `The notebook says ${param.standard}`;
      field.classList.toggle("other", param.value !== param.standard);
    }
  }

  makeField({ name, type }) {
    const kinds = { bool: "checkbox", int: "number", double: "number", string: "text" };
    const field = make("input", { type: kinds[type], name, autocomplete: "off" });
    if (type === "int") field.step = "1";
    if (type === "double") field.step = "any";
    field.addEventListener("change", () => {
      this.do("params", { values: { [name]: type === "bool" ? String(field.checked) : field.value } });
    });
    this.fields.set(name, field);
    return make("label", {}, make("span", { textContent: name }), field);
  }

  showProblems({ problems, phase }) {
    if (!problems.length) return this.problems.remove();
    this.problems.replaceChildren(
      make("h2", { className: "banner-title", textContent: "The notebook cannot be run as it is saved." }),
      make("ul", {}, ...problems.map(({ place, message }) =>
        make("li", {}, make("strong", { textContent: place }), make("span", { className: "message", textContent: message })))));
    const main = document.querySelector("main");
    if (this.problems.parentElement !== main) main?.prepend(this.problems);
  }
}
