"use strict";
(() => {
  const one = (s) => document.querySelector(s);
  const all = (s) => [...document.querySelectorAll(s)];
  all(".tools").forEach((e) => { e.hidden = false; });
  const cards = () => all(".card, .note").filter((e) => !e.hidden);
  const search = one("#search"), severity = one("#severity"), node = one("#node");

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (e) => { const t = e.textContent.toLowerCase(); return words.every((w) => t.includes(w)); };
    all(".card, .note").forEach((e) => {
      e.hidden = !(fits(e) && (!severity.value || e.dataset.severity === severity.value) &&
        (!node.value || !e.dataset.nodes || e.dataset.nodes.split(" ").includes(node.value)));
    });
    all(".rows tbody tr, .rule").forEach((e) => { e.hidden = words.length > 0 && !fits(e); });
    if (words.length) { all("#inputs details").forEach((e) => { e.open = true; }); }
  };
  let wait = 0;
  search.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(filter, 120); });
  severity.addEventListener("change", filter);
  node.addEventListener("change", filter);

  const trouble = one("#trouble");
  if (trouble) { trouble.addEventListener("change", () => all(".matrix .fine").forEach((e) => { e.hidden = trouble.checked; })); }

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
    else if (event.key === "/") { event.preventDefault(); search.focus(); }
    else if (event.key === "t") { theme(); }
    else if (event.key === "?") { one("#keys").showModal(); }
    else if (event.key === "e") { const open = all("main details").some((e) => !e.open); all("main details").forEach((e) => { e.open = open; }); }
  });
  addEventListener("beforeprint", () => all("#causes details, #notes details").forEach((e) => { e.open = true; }));
})();
