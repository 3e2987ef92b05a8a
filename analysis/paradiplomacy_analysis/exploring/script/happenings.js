// What happened in one run in the year of the slider, to the tie that is shown.

function drawHappenings(state) {
  const tie = data.ties.length ? state.shown[0] : 0;
  const found = data.happenings.events.filter(([year, , , , ties]) => year === state.year
    && (tie === 0 || ties.length === 0 || ties.includes(tie)));
  const whole = data.ties.length ? ` (${switches[0].options[tie]})` : "";
  title("happenings", found.length
    ? `In run ${data.happenings.run}, the year to the ${yearly.labels[state.year]} has ${many(found.length, "event")}${whole}`
    : `In run ${data.happenings.run}, nothing is recorded in the year to the ${yearly.labels[state.year]}${whole}`);
  const lines = found.map(([, when, what, who]) => [when, what, who]);
  show("happenings-plot", found.length ? tableOf(["month", "what", "who"], lines, "One run of many: how averages come about.") : null);
}
