// Elements, tables, axes: what figures are made of.

const SVG = "http://www.w3.org/2000/svg";
const COLOURS = { shown: "#005b8f", base: "#a34700", ink: "#222222", grey: "#767676", pale: "#e4e4e4" };
const $ = (id) => document.getElementById(id);

function made(tag, attributes = {}, ...children) {
  const element = tag.startsWith("svg:")
    ? document.createElementNS(SVG, tag.slice(4)) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// A number in a table: as it is written, and all its bits.
function cell(value, attributes = {}) {
  if (value instanceof Node) return value;
  if (typeof value !== "number") return made("td", attributes, value);
  return made("td", { class: "number", "data-value": String(value), ...attributes }, number(value));
}

const counted = (count) => made("td", { class: "number", "data-value": String(count) }, count.toLocaleString("en-US"));

function tableOf(heads, lines, caption) {
  const head = made("tr", {}, ...heads.map((text) => made("th", { scope: "col" }, text)));
  const body = lines.map((line) => made("tr", {}, made("th", { scope: "row" }, line[0]),
    ...line.slice(1).map((value) => cell(value))));
  return made("table", {}, made("caption", {}, caption), made("thead", {}, head), made("tbody", {}, ...body));
}

function show(id, ...children) {
  $(id).replaceChildren(...children.filter(Boolean));
}

function title(id, text) {
  const heading = $(`${id}-title`);
  if (heading.textContent !== text) heading.textContent = text;
}

// Round numbers between two ends, about so many.
function ticksOf(low, high, wanted) {
  const size = (high - low) / Math.max(wanted, 1);
  if (!(size > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(size));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= size * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(count, 0) }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}

function scaled(low, high, from, to) {
  const size = high - low || 1;
  return (value) => from + ((value - low) / size) * (to - from);
}

const tick = (value) => (Number.isInteger(value) ? value.toLocaleString("en-US") : String(value));

// A drawing as wide as its place, with what is to be seen in it for those who hear it.
function drawing(id, height, alternative) {
  const width = Math.max($(`${id}-plot`).clientWidth, 260);
  const svg = made("svg:svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": alternative });
  return { svg, width, height };
}

function text(x, y, words, attributes = {}) {
  return made("svg:text", { x, y, ...attributes }, words);
}

function line(x1, y1, x2, y2, attributes = {}) {
  return made("svg:line", { x1, y1, x2, y2, ...attributes });
}

function legendOf(entries) {
  return made("ul", { class: "legend" }, ...entries.map(([fill, words, hatched]) => made("li", {},
    swatch(fill, hatched), ` ${words}`)));
}

function swatch(fill, hatched) {
  const svg = made("svg:svg", { viewBox: "0 0 16 11", "aria-hidden": "true" },
    made("svg:rect", { width: 16, height: 11, fill, stroke: COLOURS.grey, "stroke-width": 1 }));
  if (hatched) svg.append(made("svg:path", { d: "M0 11L11 0M6 11L16 1", stroke: hatched, "stroke-width": 1.5 }));
  svg.style.cssText = "display:inline-block;width:16px;height:11px;overflow:hidden";
  return svg;
}
