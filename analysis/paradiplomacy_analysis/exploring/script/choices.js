// What is chosen: in the controls, in the address behind #, and back.

const START = { outcome: Number($("outcome").value), year: yearly ? yearly.count - 1 : 0, across: $("across") ? $("across").value : "",
  shown: switches.map((_, k) => picked("shown", k)), base: switches.map((_, k) => picked("base", k)) };
const current = structuredClone(START);

function controlsOf(group, k) {
  return [...document.getElementsByName(`${group}-${k}`)];
}

function picked(group, k) {
  const found = controlsOf(group, k);
  const control = found[0].type === "radio" ? found.find((each) => each.checked) : found[0];
  return Number(control.value);
}

function pick(group, k, code) {
  controlsOf(group, k).forEach((each) => {
    if (each.type === "radio") each.checked = Number(each.value) === code;
    else each.value = String(code);
  });
}

// Only what differs from the start stands in the address.
function addressOf(state) {
  const told = new URLSearchParams();
  if (state.outcome !== START.outcome) told.set("outcome", outcomes[state.outcome].name);
  if (state.year !== START.year) told.set("year", yearly.labels[state.year]);
  if (state.across !== START.across) told.set("across", state.across);
  switches.forEach((each, k) => {
    ["shown", "base"].forEach((group) => {
      if (state[group][k] !== START[group][k]) told.set(`${group}.${each.name}`, String(state[group][k]));
    });
  });
  return told.toString() ? `#see?${told}` : "#see";
}

// What an address says, as far as it can be meant: all else is as at the start.
function stateOf(address) {
  const state = structuredClone(START);
  const told = new URLSearchParams(address.startsWith("#see?") ? address.slice(5) : "");
  const outcome = outcomes.findIndex((each) => each.name === told.get("outcome"));
  if (outcome >= 0) state.outcome = outcome;
  const year = yearly ? yearly.labels.indexOf(told.get("year")) : -1;
  if (year >= 0) state.year = year;
  if ($("across") && [...$("across").options].some((each) => each.value === told.get("across"))) state.across = told.get("across");
  switches.forEach((each, k) => {
    ["shown", "base"].forEach((group) => {
      const text = told.get(`${group}.${each.name}`);
      const allowed = controlsOf(group, k).flatMap((one) => (one.options ? [...one.options] : [one])).map((one) => one.value);
      if (text !== null && allowed.includes(text)) state[group][k] = Number(text);
    });
  });
  return state;
}

function fill(state) {
  Object.assign(current, structuredClone(state));
  $("outcome").value = String(state.outcome);
  if (yearly) $("year").value = String(state.year);
  if ($("across")) $("across").value = state.across;
  switches.forEach((_, k) => { pick("shown", k, state.shown[k]); pick("base", k, state.base[k]); });
}

function read() {
  current.outcome = Number($("outcome").value);
  if (yearly) current.year = Number($("year").value);
  if ($("across")) current.across = $("across").value;
  switches.forEach((_, k) => { current.shown[k] = picked("shown", k); current.base[k] = picked("base", k); });
}
