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

  /* A signature drawn with a finger, a pen or the mouse: black on white, sent as a picture. */
  for (const canvas of document.querySelectorAll("canvas[data-draws]")) {
    const pen = canvas.getContext("2d");
    const kept = document.getElementById(canvas.dataset.draws);
    const clear = () => {
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      kept.value = "";
    };
    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * canvas.width / box.width,
        (event.clientY - box.top) * canvas.height / box.height];
    };
    let drawing = false;
    clear();
    canvas.addEventListener("pointerdown", (event) => {
      drawing = true;
      canvas.setPointerCapture(event.pointerId);
      Object.assign(pen, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: "#000" });
      pen.beginPath();
      pen.moveTo(...at(event));
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!drawing) return;
      pen.lineTo(...at(event));
      pen.stroke();
    });
    canvas.addEventListener("pointerup", () => {
      if (drawing) kept.value = canvas.toDataURL("image/png");
      drawing = false;
    });
    document.querySelector(`[data-clears="${canvas.id}"]`).addEventListener("click", clear);
  }
})();
