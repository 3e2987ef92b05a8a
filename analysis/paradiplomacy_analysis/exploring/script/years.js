// Year by year: the middle of runs, how far they differ, and who carries the ties.

const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95];

function bandsOf(values, chosenPoints) {
  const inside = new Set(chosenPoints);
  const found = { counts: [], quantiles: QUANTILES.map(() => []) };
  const mine = [...yearly.rows.keys()].filter((place) => inside.has(rows.point[yearly.rows[place]]));
  for (let year = 0; year < yearly.count; year += 1) {
    const there = mine.map((place) => values[place * yearly.count + year])
      .filter((value) => !Number.isNaN(value)).sort((one, other) => one - other);
    found.counts.push(there.length);
    QUANTILES.forEach((q, k) => found.quantiles[k].push(there.length ? quantile(there, q) : null));
  }
  return found;
}

let yearsChart = null;

function drawYears(state, side) {
  const outcome = outcomes[state.outcome];
  const values = yearly.values[outcome.name];
  $("year-label").textContent = yearly.labels[state.year];
  $("year").setAttribute("aria-valuetext", yearly.labels[state.year]);
  if (yearsChart) yearsChart.destroy();
  yearsChart = null;
  if (!values) {
    title("years", `${outcome.label} is not kept year by year`);
    ["years-plot", "years-numbers", "year-now"].forEach((id) => show(id));
    return;
  }
  const shown = bandsOf(values, side.shown);
  const base = side.base && bandsOf(values, side.base);
  title("years", yearsTitle(outcome, state, shown, base));
  show("years-plot", legendOf([[COLOURS.shown, "shown: median"], ["#9cc3d9", "middle half of runs"], ["#d3e5ef", "middle 90 % of runs"],
    ...(base ? [[COLOURS.base, "compared with: median (dashed)"], ["#f0d9c8", "its middle half"]] : [])]));
  yearsChart = lineChart($("years-plot"), outcome, shown, base, state.year);
  $("years-plot").firstElementChild.after(yearsChart.root);
  const heads = (words) => ["runs", "5 %", "25 %", "median", "75 %", "95 %"].map((each) => `${words}: ${each}`);
  show("years-numbers", tableOf(["", ...heads("shown"), ...(base ? heads("compared with") : [])],
    yearly.labels.map((label, year) => [label, ...lineOf(shown, year), ...(base ? lineOf(base, year) : [])]),
    `${withUnit(outcome)}: quantiles over runs.`));
  showYear(state, side, outcome, values, shown, base);
}

const lineOf = (bands, year) => [counted(bands.counts[year]), ...bands.quantiles.map((each) => each[year] ?? NaN)];

// The year that is chosen: both sides, and their difference as at the end of runs.
function showYear(state, side, outcome, values, shown, base) {
  const lines = [["shown", ...lineOf(shown, state.year)]];
  if (base) lines.push(["compared with", ...lineOf(base, state.year)]);
  const table = tableOf(["", "runs", "5 %", "25 %", "median", "75 %", "95 %"], lines,
    `${capital(yearly.labels[state.year])}: ${small(withUnit(outcome))}.`);
  const difference = differenceOf(ofYear(values, state.year), side);
  show("year-now", table, difference && made("p", { "data-value": String(difference.mean), "data-low": String(difference.low), "data-high": String(difference.high) },
    `${capital(instead(state))}, the mean of ${saying(outcome, difference)}.`));
}

function yearsTitle(outcome, state, shown, base) {
  const first = shown.quantiles[2].findIndex((value) => value !== null);
  if (first < 0) return `${outcome.label} has no value in any year`;
  const now = shown.quantiles[2][state.year];
  const from = `${outcome.label}: median ${number(shown.quantiles[2][first])} at the ${yearly.labels[first]}`;
  const to = now === null ? `undefined at the ${yearly.labels[state.year]}` : `${number(now)} at the ${yearly.labels[state.year]}`;
  const other = base ? base.quantiles[2][state.year] : null;
  return `${from}, ${to}${other === null ? "" : `; ${number(other)} where compared`}`;
}

function lineChart(place, outcome, shown, base, year) {
  const at = (bands) => (bands ? bands.quantiles : []);
  const columns = [yearly.times, ...at(shown), ...at(base)];
  const series = [{ label: "year" }];
  const bands = [];
  [[shown, COLOURS.shown, ["rgba(0,91,143,.17)", "rgba(0,91,143,.25)"], []], [base, COLOURS.base, ["rgba(0,0,0,0)", "rgba(163,71,0,.16)"], [7, 4]]]
    .filter(([each]) => each).forEach(([, colour, fills, dash], side) => {
      const start = 1 + 5 * side;
      QUANTILES.forEach((q, k) => series.push({ label: `${percent(q)}`, stroke: k === 2 ? colour : "rgba(0,0,0,0)", width: k === 2 ? 2.5 : 0,
        dash, points: { show: k === 2 && yearly.count === 1, fill: colour }, spanGaps: false }));
      bands.push({ series: [start + 4, start], fill: fills[0] }, { series: [start + 3, start + 1], fill: fills[1] });
    });
  return new uPlot({
    ...frameOf(place, 300), series, bands,
    scales: { x: { time: false, range: padded(yearly.times) }, y: { range: (_, low, high) => rangeOf(outcome, low, high) } },
    axes: [axisOf({ label: "end of year", size: 36, splits: (chart) => yearly.times.filter((_, k) => k % everyYear(chart.bbox.width / devicePixelRatio) === 0), values: (_, ticks) => ticks.map(yearOf) }), axisOf({ label: withUnit(outcome), size: 62, values: (_, ticks) => ticks.map(tick) })],
    plugins: [markerOf(yearly.times, year)],
    hooks: { ready: [(chart) => chart.over.addEventListener("click", (event) => pickYear(chart.posToIdx(event.offsetX)))] },
  }, columns, place);
}

// The year that a time closes, as in 2019 for the start of 2020; and every how many are written.
const yearOf = (time) => String(Math.ceil(time - 1e-9) - 1);
const everyYear = (width) => [1, 2, 5, 10, 20, 50, 100].find((each) => yearly.count / each <= Math.max(width / 62, 1)) ?? yearly.count;

const padded = (times) => (times.length > 1 ? [times[0], times[times.length - 1]] : [times[0] - 1, times[0] + 1]);

function rangeOf(outcome, low, high) {
  if (low === null) return [0, 1];
  const least = outcome.low === 0 ? 0 : low;
  const most = high === least ? least + 1 : high + 0.06 * (high - least);
  return [least, Math.min(most, Math.max(outcome.high, high))];
}

function frameOf(place, height) {
  return { width: Math.max(place.clientWidth, 260), height, legend: { show: false }, cursor: { show: false }, padding: [8, 24, 0, 0] };
}

function axisOf(more) {
  return { font: "13px system-ui, sans-serif", labelFont: "13px system-ui, sans-serif", stroke: COLOURS.ink, labelSize: 20,
    grid: { stroke: COLOURS.pale, width: 1 }, ticks: { stroke: COLOURS.grey, width: 1, size: 5 }, ...more };
}

function markerOf(times, year) {
  return { hooks: { draw: [(chart) => {
    const x = chart.valToPos(times[year], "x", true);
    const { ctx, bbox } = chart;
    ctx.save();
    ctx.strokeStyle = COLOURS.ink;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  }] } };
}
