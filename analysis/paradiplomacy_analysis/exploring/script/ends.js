// How runs end: each outcome on a scale of its own, shown and compared, and how far they lie apart.

function strip(values, means) {
  const defined = values.filter((value) => !Number.isNaN(value)).sort((one, other) => one - other);
  if (!defined.length) return null;
  const [low, high] = [defined[0], defined[defined.length - 1]];
  const along = scaled(low, high, 4, 196);
  const place = (value) => along(Math.min(Math.max(value, low), high));
  const svg = made("svg:svg", { viewBox: "0 0 200 24", "aria-hidden": "true", focusable: "false" },
    line(4, 12, 196, 12, { stroke: "#c8c8c8", "stroke-width": 1 }));
  means.forEach(([mean, colour, y]) => {
    if (Number.isNaN(mean.mean)) return;
    if (!Number.isNaN(mean.low)) {
      svg.append(line(place(mean.low), y, place(mean.high), y, { stroke: colour, "stroke-width": 3, "stroke-linecap": "round" }));
    }
    svg.append(made("svg:circle", { cx: place(mean.mean), cy: y, r: 4.5, fill: colour, stroke: "#fff", "stroke-width": 1 }));
  });
  return made("div", {}, svg, made("small", { class: "ends" }, made("span", {}, number(low)), made("span", {}, number(high))));
}

const MOST_SPREADS = 3;

// A difference in spreads of single runs, so that outcomes can be held against each other.
function gapStrip(difference, spread, most) {
  if (Number.isNaN(difference.mean) || !(spread > 0)) return null;
  const along = scaled(-most, most, 8, 132);
  const place = (value) => along(Math.min(Math.max(value, -most), most));
  const beyond = Math.abs(difference.mean / spread) > most;
  const colour = told(difference) ? COLOURS.ink : COLOURS.grey;
  const svg = made("svg:svg", { viewBox: "0 0 140 24", "aria-hidden": "true", focusable: "false" },
    line(70, 1, 70, 23, { stroke: COLOURS.grey, "stroke-width": 1, "stroke-dasharray": "3 2" }));
  if (!Number.isNaN(difference.low)) {
    svg.append(line(place(difference.low / spread), 12, place(difference.high / spread), 12, { stroke: colour, "stroke-width": 3, "stroke-linecap": "round" }));
  }
  const x = place(difference.mean / spread);
  const fill = told(difference) ? colour : "#fff";
  const way = Math.sign(difference.mean) * 7;
  svg.append(beyond ? made("svg:path", { d: `M${x - way} 6L${x + way} 12L${x - way} 18Z`, fill })
    : made("svg:circle", { cx: x, cy: 12, r: 4.5, fill, stroke: colour, "stroke-width": 1.5 }));
  return svg;
}

function estimateCell(estimate, head, colour) {
  const note = [uncertainty(estimate)];
  if (estimate.undefined) note.push(`no value in ${many(estimate.undefined, "run")} of ${estimate.runs.toLocaleString("en-US")}`);
  return made("td", { class: colour, "data-head": head, "data-value": String(estimate.mean),
    "data-low": String(estimate.low), "data-high": String(estimate.high) },
  made("b", {}, number(estimate.mean)), made("small", {}, note.join("; ")));
}

function differenceCell(difference) {
  const mark = told(difference) === false ? "undecided" : "";
  const sign = difference.mean > 0 ? "+" : "";
  return made("td", { class: mark, "data-head": "difference", "data-value": String(difference.mean),
    "data-low": String(difference.low), "data-high": String(difference.high) },
  made("b", {}, `${Number.isNaN(difference.mean) ? "" : sign}${number(difference.mean)}`),
  made("small", {}, gapWords(difference)));
}

function gapWords(difference) {
  if (difference.mean === 0 && difference.low === difference.high) return "no difference in any pair";
  return `${uncertainty(difference)}${told(difference) === false ? ", which may be none" : ""}`;
}

function drawEnds(state, side) {
  const found = outcomes.map((outcome) => ({
    outcome, shown: meanOf(outcome, outcome.values, side.shown),
    base: side.base && meanOf(outcome, outcome.values, side.base),
    difference: differenceOf(outcome.values, side),
    spread: side.base && spreadOf(outcome.values, side),
  })).filter((each) => each.shown.runs > each.shown.undefined || (each.base && each.base.runs > each.base.undefined));
  const sizes = found.flatMap(({ difference, spread }) => (difference && spread > 0
    ? [difference.mean, difference.low, difference.high].filter((end) => !Number.isNaN(end)).map((end) => Math.abs(end / spread)) : []));
  const most = Math.min(Math.max(...sizes, 0.1), MOST_SPREADS);
  const heads = ["Outcome", "Lowest to highest run", "Shown", ...(side.base ? ["Compared with", "Difference", `Difference in spreads of runs, −${fixed(most, 1)} to ${fixed(most, 1)}`] : [])];
  const body = found.map(({ outcome, shown, base, difference, spread }) => made("tr",
    { class: outcome === outcomes[state.outcome] ? "chosen" : null, "data-outcome": outcome.name },
    made("th", { scope: "row" }, made("button", { type: "button", "data-pick": outcomes.indexOf(outcome) }, outcome.label),
      made("small", {}, unitOf(outcome))),
    made("td", { class: "strip" }, strip([...outcome.values],
      [...(base ? [[base, COLOURS.base, 18]] : []), [shown, COLOURS.shown, base ? 6 : 12]])),
    estimateCell(shown, "shown", "shown"),
    ...(base ? [estimateCell(base, "compared", "base"), differenceCell(difference),
      made("td", { class: "gap", "data-value": String(difference.mean / spread) }, gapStrip(difference, spread, most))] : [])));
  show("ends-plot", made("div", { class: "wide" }, made("table", { class: side.base ? null : "alone" },
    made("thead", {}, made("tr", {}, ...heads.map((each) => made("th", { scope: "col" }, each)))),
    made("tbody", {}, ...body))));
  const mine = found.find((each) => each.outcome === outcomes[state.outcome]);
  $("meaning").textContent = `${outcomes[state.outcome].label}: ${outcomes[state.outcome].formula}.`;
  title("ends", endsTitle(mine, found, side));
  return mine;
}

function endsTitle(mine, found, side) {
  if (!mine) return `${outcomes[current.outcome].label} has no value here`;
  const { outcome, shown, difference } = mine;
  const unit = measureOf(outcome);
  if (!side.base) {
    return `${outcome.label} is ${number(shown.mean)}${unit} on average, ${uncertainty(shown)}, over ${many(shown.runs, "run")}`;
  }
  const sure = found.filter((each) => told(each.difference)).length;
  return `${capital(instead(current))}, ${sure} of ${many(found.length, "outcome")} differ: their intervals leave out 0`;
}

// The difference of an outcome in a sentence without its stop.
function saying(outcome, difference) {
  const name = small(outcome.label);
  const unit = measureOf(outcome);
  if (Number.isNaN(difference.mean)) return `${name} cannot be compared`;
  if (difference.mean === 0 && difference.low === difference.high) return `${name} is the same`;
  const way = difference.mean > 0 ? "higher" : "lower";
  const size = `${number(Math.abs(difference.mean))}${unit} ${way} (${uncertainty(difference)})`;
  if (told(difference) === null) return `${name} is ${size}`;
  return told(difference) ? `${name} is ${size}` : `${name} is ${size}, which chance explains`;
}
