"use strict";
(() => {
  const all = (s) => [...document.querySelectorAll(s)];
  all(".tools").forEach((e) => { e.hidden = false; });
  const search = document.querySelector("#search");
  search.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    all("tbody tr").forEach((e) => { const t = e.textContent.toLowerCase(); e.hidden = !words.every((w) => t.includes(w)); });
  });
  addEventListener("keydown", (event) => {
    if (event.key === "/" && event.target !== search) { event.preventDefault(); search.focus(); }
  });
  all(".sortable th").forEach((head, column) => {
    head.tabIndex = 0;
    let down = false;
    const sort = () => {
      down = !down;
      const body = document.querySelector("tbody");
      const key = (row) => { const t = (row.cells[column] || row.cells[0]).textContent; return /^\d+$/.test(t) ? Number(t) : t; };
      [...body.rows].sort((a, b) => { const x = key(a), y = key(b); return (x < y ? -1 : x > y ? 1 : 0) * (down ? -1 : 1); }).forEach((row) => body.append(row));
    };
    head.addEventListener("click", sort);
    head.addEventListener("keydown", (event) => { if (event.key === "Enter") { sort(); } });
  });
})();
