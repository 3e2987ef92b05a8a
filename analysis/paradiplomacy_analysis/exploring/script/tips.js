// The meaning of a word, beside it: on hover, on focus and on a tap; Escape closes it.

const tip = $("tip");

function explain(word) {
  tip.textContent = $(word.getAttribute("aria-describedby")).textContent;
  tip.hidden = false;
  const [place, size] = [word.getBoundingClientRect(), tip.getBoundingClientRect()];
  const left = Math.min(Math.max(place.left, 16), Math.max(innerWidth - size.width - 16, 16));
  const below = place.bottom + 6;
  const top = below + size.height > innerHeight ? place.top - size.height - 6 : below;
  tip.style.left = `${left}px`;
  tip.style.top = `${Math.max(top, 4)}px`;
}

const wordAt = (event) => (event.target instanceof Element ? event.target.closest(".word") : null);
const closeTip = () => { tip.hidden = true; };

["pointerover", "focusin", "click"].forEach((kind) => document.addEventListener(kind, (event) => {
  const word = wordAt(event);
  if (word) explain(word);
  else if (kind !== "pointerover" || event.target !== tip) closeTip();
}));
document.addEventListener("focusout", closeTip);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeTip(); });
addEventListener("scroll", closeTip, { passive: true });
