// The meaning of a word, beside it: on hover, on focus and on a tap; Escape closes it.

const tip = $("tip");
let explained = null;

function explain(word) {
  explained = word;
  tip.hidden = !word;
  if (!word) return;
  tip.textContent = $(word.getAttribute("aria-describedby")).textContent;
  const [place, size] = [word.getBoundingClientRect(), tip.getBoundingClientRect()];
  const left = Math.min(Math.max(place.left, 16), Math.max(innerWidth - size.width - 16, 16));
  const below = place.bottom + 6;
  const top = below + size.height > innerHeight ? place.top - size.height - 6 : below;
  tip.style.left = `${left}px`;
  tip.style.top = `${Math.max(top, 4)}px`;
}

const wordAt = (event) => (event.target instanceof Element ? event.target.closest(".word") : null);

// What has the focus stays explained, wherever the pointer goes; and what is pointed at, on the way
// to its explanation.
document.addEventListener("pointerover", (event) => {
  if (event.target !== tip) explain(wordAt(event) ?? document.activeElement.closest(".word"));
});
["focusin", "click"].forEach((kind) => document.addEventListener(kind, (event) => explain(wordAt(event))));
document.addEventListener("focusout", () => explain(null));
document.addEventListener("keydown", (event) => { if (event.key === "Escape") explain(null); });
addEventListener("scroll", () => explain(explained), { passive: true, capture: true });
