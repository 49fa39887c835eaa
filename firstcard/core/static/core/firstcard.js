/* What pages do besides: every page is whole without it. */
(() => {
  "use strict";
  document.documentElement.classList.add("js");

  /* A form with data-quiet is sent as soon as something in it changes. One at a time: what a family
     told lies in one cookie, and two answers side by side would undo each other. */
  let before = Promise.resolve();
  const send = async (form) => {
    const data = new FormData(form);
    const reply = await fetch(form.action, {
      method: "POST", body: new URLSearchParams(data), keepalive: true,
      headers: { "X-Quiet": "1" }, redirect: "manual",
    });
    if (!reply.ok) throw new Error(reply.status);
    /* The next change starts from what was kept now. */
    form.querySelectorAll("[name=was]").forEach((each) => each.remove());
    for (const tick of data.getAll("tick")) {
      const was = document.createElement("input");
      Object.assign(was, { type: "hidden", name: "was", value: tick });
      form.append(was);
    }
  };
  document.addEventListener("change", ({ target }) => {
    const form = target.closest("form[data-quiet]");
    if (form) before = before.then(() => send(form)).catch(() => form.submit());
  });

  const said = (button) => {
    let place = button.nextElementSibling;
    if (!place || place.getAttribute("role") !== "status") {
      place = document.createElement("span");
      place.setAttribute("role", "status");
      button.after(place);
    }
    place.textContent = button.dataset.done;
  };
  document.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-print], [data-copy]");
    if (!button) return;
    if ("print" in button.dataset) return window.print();
    const from = document.querySelector(button.dataset.copy);
    try {
      await navigator.clipboard.writeText((from.value ?? from.textContent).trim());
      said(button);
    } catch {
      from.select ? from.select() : getSelection().selectAllChildren(from);
    }
  });

  /* Paper shows what is folded up. */
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    folded.forEach((each) => { each.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((each) => { each.open = false; }));
})();
