// Draws the course of numbers while a loop runs, in the manner of the report's own figures.

const svg = (name, attributes, ...children) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

/** A number as a reader sees it. */
export const readable = (value) => {
  if (value === null || value === undefined) return "–";
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return value.toLocaleString("en-US");
  const size = Math.abs(value);
  return size >= 1e6 || (size > 0 && size < 1e-4) ? value.toExponential(2) : String(Number(value.toPrecision(4)));
};

const ticks = (low, high, count) => {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough) * power;
  const found = [];
  for (let value = Math.ceil(low / step) * step; value <= high + step * 1e-6; value += step) {
    found.push(Math.abs(value) < step * 1e-6 ? 0 : Number(value.toPrecision(12)));
  }
  return found;
};

const powers = (low, high) => {
  const found = [];
  for (let power = Math.ceil(Math.log10(low)); power <= Math.log10(high); power++) found.push(10 ** power);
  return found.length >= 2 ? found : ticks(low, high, 3).filter((value) => value > 0);
};

/** A plot of some lines over the same steps, as wide as it will be shown. */
export const plot = (lines, width) => {
  const height = 170;
  const [left, right, top, bottom] = [46, 12, 26, 24];
  const points = lines.flatMap((line) => line.points);
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [firstX, lastX] = [Math.min(...xs), Math.max(...xs)];
  let [low, high] = [Math.min(...ys), Math.max(...ys)];
  const isLog = low > 0 && high / low > 50;
  if (low === high) [low, high] = [low - (Math.abs(low) || 1) / 2, high + (Math.abs(high) || 1) / 2];
  const scale = isLog ? Math.log : (value) => value;
  const x = (value) => left + (width - left - right) * (lastX > firstX ? (value - firstX) / (lastX - firstX) : 1);
  const y = (value) => top + (height - top - bottom) * (1 - (scale(value) - scale(low)) / (scale(high) - scale(low)));
  const words = lines.map(({ name, points: own }) => `${name} ${readable(own[own.length - 1]?.[1])}`);
  const picture = svg("svg", {
    class: "live-plot", width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words.join(", "),
  });
  for (const value of isLog ? powers(low, high) : ticks(low, high, 3)) {
    picture.append(
      svg("line", { class: "grid", x1: left, x2: width - right, y1: y(value), y2: y(value) }),
      svg("text", { class: "tick", x: left - 8, y: y(value) + 4, "text-anchor": "end" }, readable(value)));
  }
  const isCount = xs.every(Number.isInteger);
  for (const value of ticks(firstX, lastX > firstX ? lastX : firstX + 1, 4)) {
    if (value > lastX || (isCount && !Number.isInteger(value))) continue;
    picture.append(
      svg("text", { class: "tick", x: x(value), y: height - 6, "text-anchor": "middle" }, readable(value)));
  }
  const title = svg("text", { class: "names", x: left, y: 13 });
  lines.forEach((line, index) => {
    const own = line.points.map(([px, py]) => `${x(px).toFixed(1)},${y(py).toFixed(1)}`);
    const end = line.points[line.points.length - 1];
    picture.append(
      svg("polyline", { class: `line-${index % 4}`, points: own.join(" ") }),
      svg("circle", { class: `line-${index % 4}`, cx: x(end[0]), cy: y(end[1]), r: 3 }));
    title.append(svg("tspan", { class: `line-${index % 4}`, dx: index ? 14 : 0 }, words[index]));
  });
  picture.append(title);
  return picture;
};

/** The lines that belong into one plot: losses, and all others. */
export const groups = (series) => {
  const lines = series.filter((line) => line.points.length > 1);
  const losses = lines.filter((line) => line.name.includes("loss"));
  const others = lines.filter((line) => !line.name.includes("loss"));
  return [losses, others.slice(0, 4)].filter((group) => group.length);
};

/** A span of time as a reader sees it. */
export const duration = (seconds) => {
  if (seconds === null || seconds === undefined) return "";
  if (seconds < 0.0995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours} h ${minutes} min` : `${minutes} min ${whole % 60} s`;
};
