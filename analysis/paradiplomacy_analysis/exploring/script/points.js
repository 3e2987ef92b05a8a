// All points of a design: the mean of an outcome across a factor, or across another outcome.

let pointsChart = null;

const meanOfPoint = (values, point) => moments([...rowsOfPoint[point].values()].map((row) => values[row])).mean;

function axisValues(name) {
  const outcome = outcomes.find((each) => each.name === name);
  if (outcome) return { label: withUnit(outcome), options: null, values: Array.from(points, (_, point) => meanOfPoint(outcome.values, point)) };
  const each = switches.find((one) => one.name === name);
  return { label: each.label, options: each.numbers ? null : each.options, values: Array.from(each.numbers ?? each.codes) };
}

function drawPoints(state, side) {
  const outcome = outcomes[state.outcome];
  const across = axisValues(state.across);
  const up = Array.from(points, (_, point) => meanOfPoint(outcome.values, point));
  const group = Array.from(points, () => 0);
  (side.base ?? []).forEach((point) => { group[point] = 2; });
  side.shown.forEach((point) => { group[point] = 1; });
  const order = Array.from(points.keys()).filter((point) => !Number.isNaN(up[point]) && !Number.isNaN(across.values[point]))
    .sort((one, other) => across.values[one] - across.values[other]);
  if (pointsChart) pointsChart.destroy();
  pointsChart = null;
  show("points-plot", legendOf([[COLOURS.shown, `shown: ${many(side.shown.length, "point")}`],
    ...(side.base ? [[COLOURS.base, `compared with: ${many(side.base.length, "point")}`]] : []), ["#b9b9b9", "all others"]]));
  const shares = order.length > FEWEST_SHARES && !across.options && yesNo(order.map((point) => up[point]), outcome);
  title("points", shares ? `${outcome.label}, as a share of neighbouring points, along ${small(across.label)}` : pointsTitle(outcome, up, side));
  if (order.length) pointsChart = (shares ? sharesAlong : scatter)($("points-plot"), outcome, across, order, up, group);
  const names = ["all others", "shown", "compared with"];
  const listed = order.slice(0, MOST_LISTED);
  show("points-numbers", tableOf(["point", across.label, withUnit(outcome), "which"],
    listed.map((point) => [String(points[point]), across.options ? across.options[across.values[point]] : across.values[point], up[point], names[group[point]]]),
    `Means of points over their replicates${listed.length < order.length ? `: the first ${listed.length} of ${order.length.toLocaleString("en-US")}` : ""}.`));
}

const MOST_LISTED = 500;
const FEWEST_SHARES = 50;
const GROUPS = 10;

// Of what is only yes or no at a point: the share among neighbours, in tenths of either side.
function sharesAlong(place, outcome, across, order, up, group) {
  const lines = [1, 2].map((mine) => {
    const points = order.filter((point) => group[point] === mine);
    const size = Math.max(Math.ceil(points.length / GROUPS), 1);
    return Array.from({ length: Math.ceil(points.length / size) }, (_, k) => points.slice(k * size, (k + 1) * size))
      .map((some) => [moments(some.map((point) => across.values[point])).mean, moments(some.map((point) => up[point])).mean]);
  });
  const xs = [...new Set(lines.flat().map(([x]) => x))].sort((one, other) => one - other);
  const ys = lines.map((each) => xs.map((x) => (each.find(([mine]) => mine === x) ?? [0, undefined])[1]));
  const series = [{}, ...[[COLOURS.shown, []], [COLOURS.base, [7, 4]]].map(([stroke, dash]) => ({
    stroke, dash, width: 2, spanGaps: true, points: { show: true, size: 9, fill: stroke, stroke: "#ffffff", width: 1 } }))];
  return new uPlot({ ...frameOf(place, 320), series,
    scales: { x: { time: false }, y: { range: [0, 1] } },
    axes: [axisOf({ label: across.label, size: 36, values: (_, ticks) => ticks.map(tick) }),
      axisOf({ label: `${outcome.label} (share of points)`, size: 62, values: (_, ticks) => ticks.map(tick) })] }, [xs, ...ys], place);
}

function pointsTitle(outcome, up, side) {
  const defined = [...up.keys()].filter((point) => !Number.isNaN(up[point]));
  if (!defined.length) return `${outcome.label} has no value at any point`;
  const most = defined.reduce((best, point) => (up[point] > up[best] ? point : best));
  const means = side.shown.map((point) => up[point]).filter((value) => !Number.isNaN(value));
  const plain = switches.filter((each) => !each.name.startsWith("box "));
  const where = plain.length > 3 ? "" : ` (${plain.map((each) => `${each.label} ${each.options[each.codes[most]]}`).join(", ")})`;
  const spread = means.length > 1 ? `; among those shown ${number(Math.min(...means))} to ${number(Math.max(...means))}` : "";
  return `${outcome.label} is highest at point ${points[most]}, ${number(up[most])}${where}${spread}`;
}

function scatter(place, outcome, across, order, up, group) {
  const xs = order.map((point) => across.values[point]);
  const ys = [0, 2, 1].map((mine) => order.map((point) => (group[point] === mine ? up[point] : null)));
  const size = order.length > 2000 ? 4 : order.length > 300 ? 7 : 11;
  const series = [{}, ...[["#b9b9b9", size - 1], [COLOURS.base, size], [COLOURS.shown, size]].map(([colour, wide]) => ({
    paths: () => null, points: { show: true, size: wide, fill: colour, stroke: "#ffffff", width: size > 5 ? 1 : 0 } }))];
  const low = xs[0];
  const high = xs[xs.length - 1];
  const edge = 0.04 * (high - low) || 0.5;
  const ends = across.options ? [-0.5, across.options.length - 0.5] : [low - edge, high + edge];
  const words = across.options
    ? { splits: () => across.options.map((_, k) => k), values: (_, ticks) => ticks.map((k) => (place.clientWidth / across.options.length > 70 ? cut(across.options[k], 16) : String(k + 1))) }
    : { values: (_, ticks) => ticks.map(tick) };
  const note = across.options && place.clientWidth / across.options.length <= 70 ? ", by number of its option" : "";
  return new uPlot({
    ...frameOf(place, 320), series,
    scales: { x: { time: false, range: ends }, y: { range: (_, least, most) => spaced(least, most) } },
    axes: [axisOf({ label: across.label + note, size: 36, ...words }), axisOf({ label: withUnit(outcome), size: 62, values: (_, ticks) => ticks.map(tick) })],
  }, [xs, ...ys], place);
}

const cut = (words, most) => (words.length > most ? `${words.slice(0, most - 1)}…` : words);
const spaced = (least, most) => (least === null ? [0, 1] : [least - 0.05 * (most - least || 1), most + 0.05 * (most - least || 1)]);
