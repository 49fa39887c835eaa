/* What the family's pages do besides: every page is whole without it. */
(() => {
  "use strict";

  /* A long number is set in groups while it is typed: 410105 20261001 0019. */
  document.addEventListener("input", ({ target }) => {
    const groups = target.dataset.groups;
    if (!groups || target.selectionStart !== target.value.length) return;
    let rest = target.value.replace(/\s+/g, "");
    const parts = [];
    for (const size of groups.split("-").map(Number)) {
      if (!rest) break;
      parts.push(rest.slice(0, size));
      rest = rest.slice(size);
    }
    if (!rest) target.value = parts.join(" ");
  });
})();
