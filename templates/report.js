"use strict";
(() => {
  const one = (s) => document.querySelector(s);
  const all = (s) => [...document.querySelectorAll(s)];
  all(".tools").forEach((e) => { e.hidden = false; });
  const cards = () => all(".card, .note").filter((e) => !e.hidden);
  const search = one("#search"), severity = one("#severity"), node = one("#node"), rule = one("#rule");

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (e) => { const t = e.textContent.toLowerCase(); return words.every((w) => t.includes(w)); };
    all(".card, .note").forEach((e) => {
      e.hidden = !(fits(e) && (!severity.value || e.dataset.severity === severity.value) &&
        (!node.value || !e.dataset.nodes || e.dataset.nodes.split(" ").includes(node.value)) &&
        (!rule.value || e.dataset.rules.split(" ").includes(rule.value)));
    });
    all(".rows:not(.inputs) tbody tr, .rule, .matrix tr:not(.group):not(thead tr)").forEach((e) => { e.hidden = words.length > 0 && !fits(e); });
  };
  let wait = 0;
  search.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(filter, 120); });
  severity.addEventListener("change", filter);
  node.addEventListener("change", filter);
  rule.addEventListener("change", filter);

  const files = one("#inputs-search"), status = one("#inputs-status");
  const sift = () => {
    const words = files.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    const rows = all(".inputs tbody tr");
    rows.forEach((e) => {
      const t = e.textContent.toLowerCase();
      e.hidden = !(words.every((w) => t.includes(w)) && (!status.value || e.classList.contains("s-" + status.value)));
      shown += e.hidden ? 0 : 1;
    });
    one("#inputs-count").textContent = shown + " of " + rows.length;
    one("#inputs details").open = true;
  };
  let later = 0;
  files.addEventListener("input", () => { clearTimeout(later); later = setTimeout(sift, 150); });
  status.addEventListener("change", sift);

  const trouble = one("#trouble");
  if (trouble) {
    const calm = all(".matrix thead th").flatMap((e, i) => e.classList.contains("calm") ? [i] : []);
    trouble.addEventListener("change", () => {
      all(".matrix .fine").forEach((e) => { e.hidden = trouble.checked; });
      all(".matrix tr:not(.group)").forEach((row) => calm.forEach((i) => { if (row.cells[i]) { row.cells[i].hidden = trouble.checked; } }));
    });
  }
  const matrix = one(".matrix");
  if (matrix) {
    const heads = all(".matrix thead th");
    matrix.addEventListener("mouseover", (event) => {
      const cell = event.target.closest("td[class]");
      if (cell && !cell.title) { cell.title = cell.parentElement.cells[0].textContent + " on " + heads[cell.cellIndex].textContent; }
    });
  }

  const theme = () => {
    const dark = document.documentElement.dataset.theme
      ? document.documentElement.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    document.documentElement.dataset.theme = dark ? "light" : "dark";
  };
  one("#theme").addEventListener("click", theme);
  one("#help").addEventListener("click", () => one("#keys").showModal());

  all(".copy").forEach((code) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "copy";
    button.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(code.textContent); button.textContent = "copied"; }
      catch { const r = document.createRange(); r.selectNodeContents(code); getSelection().removeAllRanges(); getSelection().addRange(r); button.textContent = "press Ctrl-C"; }
      setTimeout(() => { button.textContent = "copy"; }, 1500);
    });
    code.after(button);
  });

  all(".link").forEach((link) => link.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(link.href); link.textContent = "copied"; setTimeout(() => { link.textContent = "#"; }, 1200); }
    catch { /* the address bar holds it */ }
  }));

  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let e = target; e; e = e.parentElement) { if (e.tagName === "DETAILS") { e.open = true; } }
    if (target) { target.scrollIntoView(); }
  };
  addEventListener("hashchange", reveal);
  reveal();

  let at = -1;
  const go = (step) => {
    const list = cards();
    if (!list.length) { return; }
    at = Math.min(Math.max(at + step, 0), list.length - 1);
    all(".current").forEach((e) => e.classList.remove("current"));
    list[at].classList.add("current");
    list[at].scrollIntoView({block: "start"});
    list[at].focus({preventScroll: true});
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) { if (event.key === "Escape") { event.target.blur(); } return; }
    if (event.key === "j") { go(1); }
    else if (event.key === "k") { go(-1); }
    else if (event.key === "o" && cards()[at]) { const e = cards()[at]; (e.tagName === "DETAILS" ? [e] : [...e.querySelectorAll("details")]).forEach((d) => { d.open = !d.open; }); }
    else if (event.key === "/") { event.preventDefault(); search.focus(); }
    else if (event.key === "t") { theme(); }
    else if (event.key === "?") { one("#keys").showModal(); }
    else if (event.key === "e") { const open = all("main details").some((e) => !e.open); all("main details").forEach((e) => { e.open = open; }); }
  });
  let closed = [];
  addEventListener("beforeprint", () => { closed = all("details:not([open])"); closed.forEach((e) => { e.open = true; }); });
  addEventListener("afterprint", () => { closed.forEach((e) => { e.open = false; }); });
})();
