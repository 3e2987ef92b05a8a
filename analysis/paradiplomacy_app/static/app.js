// Tell the server what somebody does, keep the address in step, and keep what is open and has the
// focus across what the server writes anew. Nothing else is done here: what follows from an edit is
// for the server to say.
(function () {
  "use strict";
  document.documentElement.lang = "en";
  const opened = new Map();
  let focused = "";
  let beats = 0;

  function send(name, message) {
    beats += 1;
    Shiny.setInputValue(name, {...message, beat: beats}, {priority: "event"});
  }

  function valueOf(element) {
    return element.type === "checkbox" ? element.checked : element.value;
  }

  function fieldsOf(button) {
    const form = button.closest("[data-form]");
    const fields = {};
    if (form) {
      for (const each of form.querySelectorAll("[name]")) {
        fields[each.name] = valueOf(each);
      }
    }
    return fields;
  }

  document.addEventListener("change", (event) => {
    const element = event.target.closest("[data-do]");
    if (element && element === event.target) {
      send("edit", {...element.dataset, value: valueOf(element)});
    }
  });

  document.addEventListener("click", (event) => {
    const element = event.target.closest("button[data-do]");
    if (element) {
      send("edit", {...element.dataset, fields: fieldsOf(element)});
    }
    const fold = event.target.closest("summary")?.parentElement;
    if (fold?.id) {  // told before it opens: what is written anew meanwhile has to know
      opened.set(fold.id, !fold.open);
    }
    const copied = event.target.closest("button[data-copy]");
    if (copied) {
      navigator.clipboard?.writeText(document.getElementById(copied.dataset.copy).textContent);
    }
  });

  document.addEventListener("input", (event) => {
    const element = event.target;
    if (element.type === "range" && element.nextElementSibling?.tagName === "OUTPUT"
        && !element.dataset.silent) {
      element.nextElementSibling.value = element.value;
    }
    if (element.dataset.search !== undefined) {
      send("search", {value: element.value});
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement?.closest(".hint")) {
      document.activeElement.blur();
      focused = "";
    }
    if (event.key === "Enter" && event.target.matches("[data-form] input")) {
      event.target.closest("[data-form]").querySelector("button[data-do]")?.click();
    }
  });

  document.addEventListener("toggle", (event) => {
    if (event.target.id) {
      opened.set(event.target.id, event.target.open);
    }
  }, true);

  document.addEventListener("focusin", (event) => {
    focused = event.target.id || "";
  });

  function keep() {
    const turn = document.querySelector("#status p")?.dataset.turn;
    for (const element of document.querySelectorAll("[data-of-turn]")) {
      const stale = element.dataset.ofTurn !== turn;
      if (element.classList.contains("stale") !== stale) {
        element.classList.toggle("stale", stale);
        element.setAttribute("aria-busy", stale);
      }
    }
    for (const [id, open] of opened) {
      const element = document.getElementById(id);
      if (element && element.open !== open) {
        element.open = open;
      }
    }
    if (focused && document.activeElement === document.body) {
      document.getElementById(focused)?.focus({preventScroll: true});
    }
  }

  new MutationObserver(keep).observe(document.documentElement, {childList: true, subtree: true});

  window.addEventListener("popstate", () => send("address", {query: location.search}));

  document.addEventListener("DOMContentLoaded", () => {
    Shiny.addCustomMessageHandler("address", ({query, replace, turn}) => {
      const address = "?" + query;
      document.body.dataset.turn = turn;
      if (location.search !== address) {
        history[replace ? "replaceState" : "pushState"](null, "", address);
      }
    });
    $(document).on("shiny:disconnected", () => {
      document.getElementById("lost").hidden = false;
    });
  });
})();
