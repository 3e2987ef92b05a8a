// Which points are shown, which they are compared with, and how far the two lie apart.

const ANY = -1;
const SAME = -2;

// What is chosen of each switch, with "the same" put in words of the other side.
function resolved(state) {
  return { shown: state.shown, base: state.base.map((code, k) => (code === SAME ? state.shown[k] : code)) };
}

function chosen(codes) {
  const found = [];
  points.forEach((_, point) => {
    if (rowsOfPoint[point].size && codes.every((code, k) => code === ANY || switches[k].codes[point] === code)) found.push(point);
  });
  return found;
}

function sidesOf(state) {
  const { shown, base } = resolved(state);
  const differing = shown.map((code, k) => code !== base[k]);
  const side = { shown: chosen(shown), base: differing.some(Boolean) ? chosen(base) : null };
  side.pairs = side.base ? paired(side.shown, side.base, differing) : [];
  // Without replicates pairs are what is independent: a point that is in several is none.
  if (replicates.length < 2 && [0, 1].some((end) => new Set(side.pairs.map((pair) => pair[end])).size < side.pairs.length)) side.pairs = [];
  return side;
}

// Points that are equal in all that is not chosen differently: each with each.
function paired(shown, base, differing) {
  const keyOf = (point) => switches
    .map((each, k) => (differing[k] ? "" : (each.numbers ?? each.codes)[point])).join(" ");
  const places = new Map();
  for (const point of base) {
    const key = keyOf(point);
    if (!places.has(key)) places.set(key, []);
    places.get(key).push(point);
  }
  return shown.flatMap((point) => (places.get(keyOf(point)) ?? []).map((other) => [point, other]));
}

const runsOf = (chosenPoints) => chosenPoints.flatMap((point) => [...rowsOfPoint[point].values()]);

// Values by what is independent: means of each replicate, or of a single replicate the points.
function independent(values, chosenPoints) {
  if (replicates.length < 2) return runsOf(chosenPoints).map((row) => values[row]);
  return replicates.map((replicate) => moments(chosenPoints
    .filter((point) => rowsOfPoint[point].has(replicate))
    .map((point) => values[rowsOfPoint[point].get(replicate)])).mean);
}

function meanOf(outcome, values, chosenPoints) {
  const runs = runsOf(chosenPoints).map((row) => values[row]);
  const undefinedRuns = runs.filter(Number.isNaN).length;
  return {
    ...ofMeans(independent(values, chosenPoints), outcome.low, outcome.high),
    runs: runs.length, undefined: undefinedRuns,
  };
}

// The mean difference, shown minus compared, and how it came about: in pairs of runs that share
// their luck, between replicates that do, or apart.
function differenceOf(values, side) {
  if (!side.base) return null;
  if (side.pairs.length) {
    const byReplicate = new Map();
    let count = 0;
    let higher = 0;
    let lower = 0;
    for (const [point, other] of side.pairs) {
      for (const [replicate, row] of rowsOfPoint[point]) {
        const match = rowsOfPoint[other].get(replicate);
        const gap = match === undefined ? NaN : values[row] - values[match];
        if (Number.isNaN(gap)) continue;
        count += 1;
        if (gap > 0) higher += 1;
        if (gap < 0) lower += 1;
        const key = replicates.length > 1 ? replicate : count;
        if (!byReplicate.has(key)) byReplicate.set(key, []);
        byReplicate.get(key).push(gap);
      }
    }
    const gaps = [...byReplicate.values()].map((each) => moments(each).mean);
    return { ...ofMeans(gaps), how: "pairs", pairs: count, higher, lower };
  }
  const [shown, base] = [side.shown, side.base].map((each) => independent(values, each));
  if (replicates.length < 2) return { ...apart(shown, base), how: "apart" };
  return { ...ofMeans(shown.map((value, k) => value - base[k])), how: "replicates" };
}

// How far single runs of the two lie apart among themselves: what a difference is to be held against.
function spreadOf(values, side) {
  const variances = [side.shown, side.base].map((each) => {
    const { count, squares } = moments(runsOf(each).map((row) => values[row]));
    return squares / (count - 1);
  });
  return Math.sqrt((variances[0] + variances[1]) / 2);
}

// Whether an interval leaves out 0; null where there is none.
function told(difference) {
  if (!difference || Number.isNaN(difference.low)) return null;
  if (difference.low === difference.high) return difference.mean !== 0;
  return difference.low > 0 || difference.high < 0;
}
