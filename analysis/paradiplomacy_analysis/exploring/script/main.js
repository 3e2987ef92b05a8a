// Draw what is chosen, say what has changed, and keep it in the address.

function keyOf(state, side) {
  const { shown, base } = resolved(state);
  const words = (codes, chosenPoints) => {
    const runs = runsOf(chosenPoints).length;
    const of = data.ties.length || points.length < 2 ? "" : ` of ${many(chosenPoints.length, "point")}`;
    return `${described(codes)}: ${many(runs, "run")}${of}`;
  };
  return [made("li", { class: "shown" }, `Shown: ${words(shown, side.shown)}`),
    side.base && made("li", { class: "base" }, `Compared with: ${words(base, side.base)}`)].filter(Boolean);
}

const HOW = {
  pairs: (difference) => `${many(difference.pairs, "pair")} of runs that share their luck`,
  replicates: () => "points differ in more than what was chosen: means of replicates, which share their luck, are compared",
  apart: () => "there are no pairs of points that differ only in what was chosen: the two are compared as independent samples",
};

// Why not to trust a difference: before all else that is said of it.
function doubtsOf(side, mine) {
  const doubts = [];
  if (mine.difference.how !== "apart" && replicates.length < data.fewest) {
    doubts.push(`Doubt: only ${many(replicates.length, "replicate")}.`);
  }
  if (chosenFor()) doubts.push("Doubt: points of the front were chosen by these very runs, which flatter them.");
  if (mine.shown.undefined !== mine.base.undefined) {
    doubts.push(`Doubt: it has no value in ${many(mine.shown.undefined, "run")} where shown and ${mine.base.undefined.toLocaleString("en-US")} where compared, and those that have one may be selected.`);
  }
  return doubts;
}

// Whether the points are told apart by how well they did.
function chosenFor() {
  const { shown, base } = resolved(current);
  return switches.some((each, k) => each.name === "front" && shown[k] !== base[k]);
}

function tell(state, side, mine) {
  const parts = [];
  if (!side.shown.length || (side.base && !side.base.length)) {
    parts.push(`No point of the design is ${side.shown.length ? "what it is to be compared with" : "as chosen"}: choose another option, or any.`);
  } else if (!mine) {
    parts.push(`${outcomes[state.outcome].label} has no value here.`);
  } else if (mine.difference) {
    parts.push(...doubtsOf(side, mine));
    parts.push(`${capital(instead(state))}, ${saying(mine.outcome, mine.difference)}.`, `${capital(HOW[mine.difference.how](mine.difference))}.`);
  } else {
    parts.push(`${mine.outcome.label}: ${number(mine.shown.mean)}${measureOf(mine.outcome)} on average (${uncertainty(mine.shown)}).`);
    if (switches.length) parts.push("Shown and compared are the same: choose another option to compare with.");
  }
  const text = parts.join(" ");
  if ($("told").textContent !== text) $("told").textContent = text;
}

let drawnFor = "";

function draw(all = true) {
  const side = sidesOf(current);
  show("key", ...keyOf(current, side));
  if (all) {
    const mine = drawEnds(current, side);
    drawSpread(current, side, mine);
    if ($("points")) drawPoints(current, side);
    tell(current, side, mine);
  }
  if (yearly) {
    drawYears(current, side);
    if ($("carried")) drawCarried(current, side);
    if ($("happenings")) drawHappenings(current);
  }
  drawnFor = addressOf(current);
}

// Where what is shown was held against its own base, so is what is shown now.
function follow(before) {
  switches.forEach((each, k) => {
    const [old, now] = [before[k], current.shown[k]];
    if (old !== now && old >= 0 && now >= 0 && current.base[k] === each.base[old]) {
      current.base[k] = each.base[now];
      pick("base", k, current.base[k]);
    }
  });
}

function changed(event) {
  const before = [...current.shown];
  read();
  follow(before);
  const only = event.target.id === "year";
  draw(!only);
  if (event.type === "change") history.pushState(null, "", addressOf(current));
}

function go(state) {
  fill(state);
  draw();
  history.pushState(null, "", addressOf(current));
}

// A press on a figure of years: the slider does the same for those who press keys.
function pickYear(year) {
  if (year >= 0 && year < yearly.count) go({ ...current, year });
}

const choices = $("choices");
document.addEventListener("change", (event) => { if (event.target.form === choices) changed(event); });
document.addEventListener("input", (event) => { if (event.target.id === "year") changed(event); });
choices.addEventListener("submit", (event) => event.preventDefault());
choices.addEventListener("reset", (event) => { event.preventDefault(); go(START); });
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (!button) return;
  if (button.dataset.pick !== undefined) {
    go({ ...current, outcome: Number(button.dataset.pick) });
    document.querySelector(`[data-pick="${button.dataset.pick}"]`).focus();
  }
  if (button.id === "swap") {
    const { shown, base } = resolved(current);
    go({ ...current, shown: base, base: shown });
  }
  if (button.dataset.switch !== undefined) showBox(Number(button.dataset.switch));
});

function showBox(place) {
  const free = switches.map((each) => (each.free ? ANY : 0));
  go({ ...current, shown: free.map((code, k) => (k === place ? 1 : code)), base: free.map((code, k) => (k === place ? 0 : SAME)) });
  $("told").scrollIntoView({ block: "nearest" });
}

// A link within the page goes to its place, and leaves what is chosen in the address.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
  const target = link && $(link.getAttribute("href").slice(1));
  if (!target) return;
  event.preventDefault();
  target.scrollIntoView();
  target.setAttribute("tabindex", "-1");
  target.focus({ preventScroll: true });
});

["popstate", "hashchange"].forEach((kind) => addEventListener(kind, () => {
  if (location.hash.startsWith("#see") || !location.hash) {
    const state = stateOf(location.hash);
    if (addressOf(state) !== drawnFor) { fill(state); draw(); }
  }
}));

let wide = innerWidth;
addEventListener("resize", () => { if (innerWidth !== wide) { wide = innerWidth; draw(); } });
matchMedia("print").addEventListener("change", () => draw());
fill(stateOf(location.hash));
draw();
