// Numbers and phrases as paradiplomacy_analysis/wording.py writes them.

// Digits after the point as Python rounds them: what lies in the middle goes to the even digit.
function fixed(value, digits) {
  const scaled = Math.abs(value) * 10 ** digits;
  const below = Math.floor(scaled);
  if (scaled - below === 0.5) {
    const even = (below % 2 ? below + 1 : below) / 10 ** digits;
    return (value < 0 ? -even : even).toFixed(digits);
  }
  return value.toFixed(digits);
}

function short(value) {
  const [digits, power] = value.toExponential(1).split("e");
  const exponent = Number(power);
  if (exponent < -4) {
    const plain = digits.replace(/\.0$/, "");
    return `${plain}e-${String(-exponent).padStart(2, "0")}`;
  }
  return Number(value.toPrecision(2)).toString();
}

function number(value) {
  if (!Number.isFinite(value)) return "undefined";
  const size = Math.abs(value);
  if (size >= 1000) return Number(fixed(value, 0)).toLocaleString("en-US");
  if (size > 0 && size < 0.01) return short(value);
  return fixed(value, size >= 100 ? 1 : size >= 10 ? 2 : 3);
}

const many = (count, what) => `${count.toLocaleString("en-US")} ${what}${count === 1 ? "" : "s"}`;
const percent = (share) => `${fixed(100 * share, 0)} %`;
const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);
const small = (text) => (/^[A-Z][a-z\s]/.test(text) ? text.slice(0, 1).toLowerCase() + text.slice(1) : text);

function uncertainty(estimate) {
  if (Number.isNaN(estimate.low)) return "no interval";
  if (estimate.low === estimate.high) return "the same in all runs";
  return `${number(estimate.low)} to ${number(estimate.high)}`;
}

const unitOf = (outcome) => (outcome.unit === "1" ? "" : outcome.unit);
// Within a sentence a share needs no unit.
const measureOf = (outcome) => (unitOf(outcome) && !outcome.unit.startsWith("share") ? ` ${outcome.unit}` : "");
const withUnit = (outcome) => (unitOf(outcome) ? `${outcome.label} (${outcome.unit})` : outcome.label);

// What is chosen and what it is compared with: "with autonomy 1 instead of 0".
function instead(state) {
  const { shown, base } = resolved(state);
  const option = (k, code) => (code === ANY ? "any" : switches[k].options[code]);
  const differing = switches.flatMap((each, k) => (shown[k] === base[k] ? []
    : [`${each.alone ? (each.name === "levers" ? "with" : "for") : `with ${each.label}`} ${option(k, shown[k])} instead of ${option(k, base[k])}`]));
  if (differing.length > 2) return "where shown instead of where compared";
  return differing.join(" and ");
}

// What is chosen, in words: "autonomy 1, city capacity 0.8"; "all points" where nothing is.
function described(codes) {
  const parts = codes.flatMap((code, k) => {
    if (code === ANY) return [];
    const each = switches[k];
    return [each.alone ? each.options[code] : `${each.label} ${each.options[code]}`];
  });
  if (parts.length) return parts.join(", ");
  return data.ties.length || points.length < 2 ? "all runs" : "all points";
}
