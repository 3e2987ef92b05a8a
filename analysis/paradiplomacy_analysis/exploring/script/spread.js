// How far single runs differ: a histogram upward of what is shown, downward of what it is held against.

// By Rice's rule, within reason; what is only yes or no has two.
function binsFor(values, outcome) {
  if (yesNo(values, outcome)) return 2;
  return Math.min(Math.max(Math.ceil(2 * Math.cbrt(values.length)), 6), 30);
}

const yesNo = (values, outcome) => outcome.low === 0 && outcome.high === 1
  && values.every((value) => value === 0 || value === 1);

function binned(values, low, high, bins) {
  const counts = new Array(bins).fill(0);
  const size = (high - low) / bins || 1;
  values.forEach((value) => { counts[Math.min(Math.floor((value - low) / size), bins - 1)] += 1; });
  return counts;
}

function drawSpread(state, side, mine) {
  const outcome = outcomes[state.outcome];
  const of = (chosenPoints) => runsOf(chosenPoints).map((row) => outcome.values[row]).filter((value) => !Number.isNaN(value));
  const [shown, base] = [of(side.shown), side.base ? of(side.base) : []];
  const both = [...shown, ...base];
  if (!both.length) {
    show("spread-plot");
    show("spread-numbers");
    title("spread", `${outcome.label} has no value in these runs`);
    return;
  }
  const twofold = yesNo(both, outcome);
  const low = twofold ? 0 : both.reduce((one, other) => Math.min(one, other));
  const high = twofold ? 1 : both.reduce((one, other) => Math.max(one, other));
  const bins = binsFor(side.base ? (shown.length < base.length ? shown : base) : shown, outcome);
  const [above, below] = [binned(shown, low, high, bins), binned(base, low, high, bins)];
  const shares = [above.map((count) => count / (shown.length || 1)), below.map((count) => count / (base.length || 1))];
  const heading = twofold ? shareTitle(outcome, shown, base) : spreadTitle(outcome, shown, mine && mine.difference);
  title("spread", heading);
  const { svg, width } = drawing("spread", side.base ? 280 : 190, heading);
  const most = Math.max(...shares.flat());
  const [left, right, top] = [52, width - 8, 14];
  const [zero, bottom] = side.base ? [130, 246] : [146, 146];
  const x = scaled(low, high, left, right);
  const up = scaled(0, most, zero, top);
  const down = scaled(0, most, zero, bottom);
  ticksOf(0, most, 3).forEach((share) => {
    (side.base && share > 0 ? [up, down] : [up]).forEach((way) => {
      svg.append(line(left, way(share), right, way(share), { class: "grid" }),
        text(left - 6, way(share) + 4, percent(share), { "text-anchor": "end" }));
    });
  });
  const wide = (right - left) / bins;
  shares[0].forEach((share, k) => { if (share) svg.append(made("svg:rect", { x: left + k * wide + 0.5, y: up(share), width: wide - 1, height: zero - up(share), fill: COLOURS.shown })); });
  shares[1].forEach((share, k) => { if (share) svg.append(made("svg:rect", { x: left + k * wide + 0.5, y: zero, width: wide - 1, height: down(share) - zero, fill: COLOURS.base })); });
  svg.append(line(left, zero, right, zero, { class: "axis" }));
  const under = bottom + 18;
  const ticks = twofold ? [[0.25, "no"], [0.75, "yes"]] : ticksOf(low, high, width < 500 ? 4 : 8).map((value) => [value, tick(value)]);
  ticks.forEach(([value, words]) => svg.append(
    line(x(value), bottom, x(value), bottom + 5, { class: "axis" }), text(x(value), under, words, { "text-anchor": "middle" })));
  svg.append(text((left + right) / 2, under + 17, withUnit(outcome), { "text-anchor": "middle" }));
  show("spread-plot", svg, legendOf([[COLOURS.shown, `${side.base ? "upward: " : ""}share of the runs that are shown`],
    ...(side.base ? [[COLOURS.base, "downward: of those they are compared with"]] : [])]));
  const size = (high - low) / bins;
  show("spread-numbers", tableOf(["from", "to", "runs shown", ...(side.base ? ["runs compared with"] : [])],
    above.map((count, k) => [number(low + k * size), number(low + (k + 1) * size), counted(count), ...(side.base ? [counted(below[k])] : [])]),
    `${withUnit(outcome)}: runs by its value, the last bin with its end.`));
}

function shareTitle(outcome, shown, base) {
  const share = (values) => percent(moments(values).mean);
  return `${outcome.label}: yes in ${share(shown)} of the runs shown${base.length ? `, against ${share(base)} of those compared` : ""}`;
}

function spreadTitle(outcome, shown, difference) {
  if (difference && difference.how === "pairs" && difference.pairs) {
    const share = difference.higher / difference.pairs;
    const less = difference.lower / difference.pairs;
    const [size, way] = share >= less ? [share, "higher"] : [less, "lower"];
    return `With the same luck, ${small(outcome.label)} is ${way} ${instead(current)} in ${percent(size)} of ${many(difference.pairs, "pair")} of runs`;
  }
  const sorted = [...shown].sort((one, other) => one - other);
  return `Half of the runs shown end with ${small(outcome.label)} between ${number(quantile(sorted, 0.25))} and ${number(quantile(sorted, 0.75))}`;
}
