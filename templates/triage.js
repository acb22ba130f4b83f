"use strict";
(() => {
  const all = (s) => [...document.querySelectorAll(s)];
  const one = (s) => document.querySelector(s);
  const table = one("#table");
  if (!table) { return; }
  all(".tools").forEach((e) => { e.hidden = false; });
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({ row, text: row.textContent.toLowerCase() }));
  const picks = ["level", "release", "plugin", "signature"].map((name) => [name, one("#" + name)]);
  const search = one("#search");
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const set = picks.filter(([, select]) => select.value);
    let shown = 0;
    for (const { row, text } of rows) {
      const fits = words.every((w) => text.includes(w)) && set.every(([name, select]) => row.dataset[name] === select.value);
      if (row.hidden === fits) { row.hidden = !fits; }
      shown += fits;
    }
    one("#shown").textContent = shown === rows.length ? "" : `${shown} of ${rows.length}`;
  };
  let waiting = 0;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 80); });
  picks.forEach(([, select]) => select.addEventListener("change", filter));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.alike");
    if (!button) { return; }
    const select = one("#signature");
    select.value = select.value === button.dataset.signature ? "" : button.dataset.signature;
    filter();
    one("#cases").scrollIntoView();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "/" && event.target !== search) { event.preventDefault(); search.focus(); }
  });
  all(".sortable th").forEach((head, column) => {
    head.tabIndex = 0;
    let down = false;
    const sort = () => {
      down = !down;
      const key = (row) => { const t = row.cells[column].textContent; return /^\d+$/.test(t) ? Number(t) : t; };
      const keyed = rows.map((entry) => [key(entry.row), entry.row]);
      keyed.sort(([x], [y]) => (x < y ? -1 : x > y ? 1 : 0) * (down ? -1 : 1));
      body.append(...keyed.map(([, row]) => row));
    };
    head.addEventListener("click", sort);
    head.addEventListener("keydown", (event) => { if (event.key === "Enter") { sort(); } });
  });
})();
