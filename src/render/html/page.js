"use strict";
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const tools = document.querySelector(".tools");
  const filter = document.getElementById("filter");
  const count = document.getElementById("count");
  const panel = document.getElementById("panel");
  const drawing = document.querySelector("#picture svg");
  const shapes = all("#picture .box, #picture .row");
  const edges = all("#picture .edge[data-from]");
  const lines = all("#certificates tbody tr");
  const texts = lines.map((line) => line.textContent.toLowerCase());
  let chosen = null;

  tools.hidden = false;
  for (const shape of shapes) {
    shape.setAttribute("tabindex", "0");
    shape.setAttribute("role", "button");
    shape.setAttribute("aria-pressed", "false");
  }

  const numbers = (shape) => (shape.dataset.c ? shape.dataset.c.split(" ").map(Number) : []);
  const ledgerOf = (row) => row.closest(".ledger");

  const arrowsBy = { from: new Map(), to: new Map() };
  for (const edge of edges) {
    if (edge.classList.contains("rejects")) continue;
    for (const end of ["from", "to"]) {
      const known = arrowsBy[end].get(edge.dataset[end]) ?? [];
      arrowsBy[end].set(edge.dataset[end], [...known, edge]);
    }
  }

  // Everything that an arrow leads to, forwards or backwards. A rejection leads nowhere.
  function reach(start, from, to) {
    const found = new Set();
    const open = [start];
    while (open.length > 0) {
      const next = open.pop();
      for (const edge of arrowsBy[from].get(next) ?? []) {
        if (!found.has(edge)) {
          found.add(edge);
          open.push(edge.dataset[to]);
        }
      }
    }
    return found;
  }

  function choose(shape) {
    chosen = shape;
    for (const other of shapes) {
      other.classList.toggle("chosen", other === chosen);
      other.setAttribute("aria-pressed", String(other === chosen));
    }
    draw();
  }

  const toggle = (shape) => choose(shape === chosen ? null : shape);

  function draw() {
    const wanted = filter.value.trim().toLowerCase();
    let on = null;
    let arrows = new Set();
    if (chosen) {
      const isRow = chosen.classList.contains("row");
      const start = isRow ? ledgerOf(chosen).id : chosen.id;
      arrows = new Set([...reach(start, "to", "from"), ...(isRow ? [] : reach(start, "from", "to"))]);
      on = new Set([start]);
      for (const edge of arrows) on.add(edge.dataset.from).add(edge.dataset.to);
    }
    const belongs = (shape) => {
      if (!on) return true;
      if (!shape.classList.contains("row")) return on.has(shape.id);
      if (chosen.classList.contains("row")) return shape === chosen;
      return on.has(ledgerOf(shape).id);
    };
    const matches = (shape) => {
      if (!wanted) return true;
      if (shape.textContent.toLowerCase().includes(wanted)) return true;
      return numbers(shape).some((number) => texts[number].includes(wanted));
    };
    const shown = new Set();
    for (const shape of shapes) {
      const lit = belongs(shape) && matches(shape);
      shape.classList.toggle("off", !lit);
      if (lit) shown.add(shape.classList.contains("row") ? ledgerOf(shape).id : shape.id);
    }
    for (const edge of edges) {
      const lit = on ? arrows.has(edge) : !wanted || (shown.has(edge.dataset.from) && shown.has(edge.dataset.to));
      edge.classList.toggle("off", !lit);
      edge.classList.toggle("on", on !== null && lit);
    }
    const listed = on ? new Set(shapes.filter(belongs).flatMap(numbers)) : null;
    let left = 0;
    lines.forEach((line, number) => {
      const lit = (!wanted || texts[number].includes(wanted)) && (!listed || listed.has(number));
      line.hidden = !lit;
      if (lit) left += 1;
    });
    count.textContent = wanted || on ? `${left} of ${lines.length} certificates` : "";
  }

  function tell(shape) {
    const known = numbers(shape);
    panel.replaceChildren();
    for (const number of known.slice(0, 3)) {
      const details = lines[number].querySelector("details");
      const name = document.createElement("h3");
      name.textContent = details.querySelector("summary").textContent;
      panel.append(name, details.querySelector("dl").cloneNode(true));
    }
    if (known.length === 0) {
      const title = shape.querySelector("title");
      for (const line of title ? title.textContent.split("\n") : []) {
        const text = document.createElement("p");
        text.textContent = line;
        panel.append(text);
      }
    } else if (known.length > 3) {
      const more = document.createElement("p");
      more.textContent = `and ${known.length - 3} more: choose it to list them below`;
      panel.append(more);
    }
    panel.hidden = false;
  }

  const shapeAt = (target) => (target instanceof Element ? target.closest(".box, .row") : null);
  drawing.addEventListener("click", (event) => {
    const shape = shapeAt(event.target);
    if (shape) toggle(shape);
    else if (chosen) choose(null);
  });
  drawing.addEventListener("mouseover", (event) => {
    const shape = shapeAt(event.target);
    if (shape) tell(shape);
    else if (!chosen) panel.hidden = true;
  });
  drawing.addEventListener("mouseleave", () => {
    if (chosen) tell(chosen);
    else panel.hidden = true;
  });
  drawing.addEventListener("focusin", (event) => {
    const shape = shapeAt(event.target);
    if (shape) tell(shape);
  });
  drawing.addEventListener("keydown", (event) => {
    const shape = shapeAt(event.target);
    if (shape && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      toggle(shape);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      filter.value = "";
      panel.hidden = true;
      choose(null);
    } else if (event.key === "/" && document.activeElement !== filter) {
      event.preventDefault();
      filter.focus();
    }
  });
  filter.addEventListener("input", draw);
})();
