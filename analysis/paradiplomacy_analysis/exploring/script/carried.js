// Who carries the ties in each year: shares of runs, and within a run of its ties.

// By year the shares of governments, both, NGOs and nobody, which sum to 1; null where no tie is.
function carriedOf(chosenPoints) {
  const inside = new Set(chosenPoints);
  const mine = [...yearly.rows.keys()].filter((place) => inside.has(rows.point[yearly.rows[place]]));
  return yearly.labels.map((_, year) => {
    const sums = [0, 0, 0, 0];
    let count = 0;
    mine.forEach((place) => {
      const at = place * yearly.count + year;
      if (!yearly.there[at]) return;
      count += 1;
      const parts = yearly.carried.map((column) => column[at]);
      if (parts.some(Number.isNaN)) sums[3] += 1;
      else parts.forEach((part, k) => { sums[k] += part; });
    });
    return count ? sums.map((sum) => sum / count) : null;
  });
}

function drawCarried(state, side) {
  const sides = [["shown", carriedOf(side.shown)], ...(side.base ? [["compared with", carriedOf(side.base)]] : [])];
  const heading = carriedTitle(state, sides);
  title("carried", heading);
  const { svg, width } = drawing("carried", 8 + 152 * sides.length, heading);
  const [left, right] = [52, width - 8];
  const wide = (right - left) / yearly.count;
  const pattern = made("svg:pattern", { id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    made("svg:rect", { width: 6, height: 6, fill: yearly.modes[1].fill }), made("svg:rect", { width: 2, height: 6, fill: yearly.modes[2].fill }));
  svg.append(made("svg:defs", {}, pattern));
  sides.forEach(([words, shares], k) => {
    const top = 22 + 152 * k;
    const y = scaled(0, 1, top + 104, top);
    svg.append(text(left, top - 8, words, { fill: k ? COLOURS.base : COLOURS.shown, "font-weight": 600 }));
    [0, 0.5, 1].forEach((share) => svg.append(text(left - 6, y(share) + 4, percent(share), { "text-anchor": "end" })));
    shares.forEach((parts, year) => {
      if (!parts) return;
      let below = 0;
      parts.forEach((part, mode) => {
        svg.append(made("svg:rect", { x: left + year * wide + 0.5, width: Math.max(wide - 1, 0.5), y: y(below + part), height: y(below) - y(below + part),
          fill: yearly.modes[mode].hatched ? "url(#hatch)" : yearly.modes[mode].fill }));
        below += part;
      });
    });
    svg.append(made("svg:rect", { x: left + state.year * wide, width: wide, y: top - 2, height: 108, fill: "none", stroke: COLOURS.ink, "stroke-width": 2 }));
    const every = everyYear(right - left);
    yearly.times.forEach((time, year) => {
      if (year % every === 0) svg.append(text(left + (year + 0.5) * wide, top + 120, yearOf(time), { "text-anchor": "middle" }));
    });
  });
  svg.addEventListener("click", (event) => {
    const { left: edge, width: seen } = svg.getBoundingClientRect();
    pickYear(Math.floor(((event.clientX - edge) * width / seen - left) / wide));
  });
  show("carried-plot", legendOf(yearly.modes.map((mode) => [mode.fill, mode.label, mode.hatched ? yearly.modes[2].fill : null])), svg);
  const heads = sides.flatMap(([words]) => yearly.modes.map((mode) => `${words}: ${mode.label}`));
  show("carried-numbers", tableOf(["", ...heads],
    yearly.labels.map((label, year) => [label, ...sides.flatMap(([, shares]) => shares[year] ?? [NaN, NaN, NaN, NaN])]),
    "Shares by who delivered in the 24 months before."));
}

function carriedTitle(state, sides) {
  const says = (parts) => {
    const most = parts.indexOf(Math.max(...parts));
    return `${yearly.modes[most].label} (${percent(parts[most])})`;
  };
  const [shown, base] = sides.map(([, shares]) => shares[state.year]);
  if (!shown) return `No tie is there yet at the ${yearly.labels[state.year]}`;
  const other = base ? `; where compared, ${says(base)}` : "";
  return `At the ${yearly.labels[state.year]} ties are most often carried by ${says(shown)}${other}`;
}
