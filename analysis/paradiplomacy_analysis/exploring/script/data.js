// The data of the page: columns are read bit by bit, see columns.py.

function bytesOf(letters) {
  const text = atob(letters);
  const bytes = new Uint8Array(text.length);
  for (let k = 0; k < text.length; k += 1) bytes[k] = text.charCodeAt(k);
  return bytes.buffer;
}

function numbersOf(buffer) {
  const view = new DataView(buffer);
  return Float64Array.from({ length: buffer.byteLength / 8 }, (_, k) => view.getFloat64(8 * k, true));
}

function columnOf(column) {
  const numbers = numbersOf(bytesOf(column.numbers));
  if (!column.places) return numbers;
  const view = new DataView(bytesOf(column.places));
  const wide = column.bytes === 2;
  return Float64Array.from({ length: view.byteLength / column.bytes }, (_, k) =>
    numbers[wide ? view.getUint16(2 * k, true) : view.getUint8(k)]);
}

function wholeOf(letters) {
  const view = new DataView(bytesOf(letters));
  return Int32Array.from({ length: view.byteLength / 4 }, (_, k) => view.getInt32(4 * k, true));
}

const data = JSON.parse(document.getElementById("data").textContent);
const outcomes = data.outcomes.map((each) => ({
  ...each, low: each.low ?? -Infinity, high: each.high ?? Infinity, values: columnOf(each),
}));
const switches = data.switches.map((each) => ({
  ...each, codes: wholeOf(each.codes), numbers: each.numbers ? columnOf(each) : null,
}));
const points = wholeOf(data.points);
const rows = { run: wholeOf(data.run), point: wholeOf(data.point), replicate: wholeOf(data.replicate) };
const replicates = [...new Set(rows.replicate)].sort((one, other) => one - other);
const rowsOfPoint = Array.from(points, () => new Map());
rows.point.forEach((point, row) => rowsOfPoint[point].set(rows.replicate[row], row));
const yearly = data.yearly && readYears(data.yearly);

function readYears(stored) {
  const values = {};
  for (const [name, column] of Object.entries(stored.values)) values[name] = columnOf(column);
  return {
    ...stored, count: stored.times.length, rows: wholeOf(stored.rows), there: wholeOf(stored.there),
    values, carried: stored.carried.map(columnOf),
  };
}

// What an outcome is at the end of a year, for all rows of the page; NaN where it is not told.
function ofYear(values, year) {
  const all = new Float64Array(rows.run.length).fill(NaN);
  yearly.rows.forEach((row, place) => {
    all[row] = values[place * yearly.count + year];
  });
  return all;
}
