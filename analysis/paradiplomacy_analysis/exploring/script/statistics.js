// Intervals as paradiplomacy_results/intervals.py has them: Student's, and Clopper and Pearson's.

const CONFIDENCE = 0.95;

function logGamma(x) {
  const terms = [676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7];
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  let sum = 0.99999999999980993;
  terms.forEach((term, k) => { sum += term / (x + k); });
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

// The regularised incomplete beta function, by Lentz's continued fraction.
function beta(a, b, x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - beta(b, a, 1 - x);
  const tiny = 1e-300;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b)
    + a * Math.log(x) + b * Math.log1p(-x)) / a;
  let c = 1;
  let d = 1 / (Math.abs(1 - (a + b) * x / (a + 1)) < tiny ? tiny : 1 - (a + b) * x / (a + 1));
  let result = d;
  for (let m = 1; m <= 10000; m += 1) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const term of [even, odd]) {
      d = 1 + term * d;
      d = 1 / (Math.abs(d) < tiny ? tiny : d);
      c = 1 + term / c;
      if (Math.abs(c) < tiny) c = tiny;
      change = c * d;
      result *= change;
    }
    if (Math.abs(change - 1) < 1e-15) break;
  }
  return front * result;
}

function betaQuantile(p, a, b) {
  let low = 0;
  let high = 1;
  for (let k = 0; k < 200; k += 1) {
    const middle = 0.5 * (low + high);
    if (middle === low || middle === high) break;
    if (beta(a, b, middle) < p) low = middle; else high = middle;
  }
  return 0.5 * (low + high);
}

const students = new Map();

// How many standard errors a mean's interval reaches, by its degrees of freedom.
function reach(degrees) {
  if (!students.has(degrees)) {
    const x = betaQuantile(1 - CONFIDENCE, degrees / 2, 0.5);
    students.set(degrees, Math.sqrt(degrees * (1 - x) / x));
  }
  return students.get(degrees);
}

function ofShares(hits, count) {
  const tail = 0.5 * (1 - CONFIDENCE);
  return [
    hits <= 0 ? 0 : betaQuantile(tail, hits, count - hits + 1),
    hits >= count ? 1 : betaQuantile(1 - tail, hits + 1, count - hits),
  ];
}

function moments(values) {
  const there = values.filter((value) => !Number.isNaN(value));
  const count = there.length;
  let mean = 0;
  let size = 0;
  for (const value of there) { mean += value; size = Math.max(size, Math.abs(value)); }
  mean /= count;
  let squares = 0;
  let apart = 0;
  for (const value of there) {
    squares += (value - mean) ** 2;
    apart = Math.max(apart, Math.abs(value - mean));
  }
  return { count, mean, squares: apart <= 1e-14 * size ? 0 : squares };
}

// A mean and its interval, of values between two bounds: see of_means there.
function ofMeans(values, low = -Infinity, high = Infinity) {
  const { count, mean, squares } = moments(values);
  if (!count) return { count, mean: NaN, low: NaN, high: NaN };
  if (count < 2) return { count, mean, low: NaN, high: NaN };
  const [least, most] = mean >= low && mean <= high ? [low, high] : [-Infinity, Infinity];
  const size = most - least;
  if (Number.isFinite(size)) {
    const share = (mean - least) / size;
    if (squares / size ** 2 >= count * share * (1 - share) - 1e-9 * count) {
      const [below, above] = ofShares(Math.round(share * count), count);
      return { count, mean, low: least + below * size, high: least + above * size };
    }
  }
  const half = reach(count - 1) * Math.sqrt(squares / (count - 1) / count);
  return { count, mean, low: Math.max(mean - half, least), high: Math.min(mean + half, most) };
}

// The difference of two means of runs that share no luck (Welch 1947).
function apart(shown, base) {
  const [one, other] = [moments(shown), moments(base)];
  const errors = [one, other].map((each) => each.squares / (each.count - 1) / each.count);
  const variance = errors[0] + errors[1];
  const mean = one.mean - other.mean;
  if (one.count < 2 || other.count < 2) return { mean, low: NaN, high: NaN };
  const parts = errors[0] ** 2 / (one.count - 1) + errors[1] ** 2 / (other.count - 1);
  const half = reach(parts ? variance ** 2 / parts : 1) * Math.sqrt(variance);
  return { mean, low: mean - half, high: mean + half };
}

// A quantile of sorted values, between neighbours as numpy has it.
function quantile(sorted, q) {
  if (!sorted.length) return NaN;
  const place = (sorted.length - 1) * q;
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}
