/* A signature drawn with a finger, a pen or the mouse: black on white, sent as a picture. */
(() => {
  "use strict";

  for (const canvas of document.querySelectorAll("canvas[data-draws]")) {
    const pen = canvas.getContext("2d");
    const kept = document.getElementById(canvas.dataset.draws);
    const blank = () => {
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
    };
    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * canvas.width / box.width,
        (event.clientY - box.top) * canvas.height / box.height];
    };
    let drawing = false;
    blank();
    if (kept.value) { /* drawn before the page was shown again */
      const picture = new Image();
      picture.onload = () => pen.drawImage(picture, 0, 0);
      picture.src = kept.value;
    }
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
      const means = document.getElementById(canvas.dataset.means || "");
      if (means) means.checked = true;
    });
    document.querySelector(`[data-clears="${canvas.id}"]`).addEventListener("click", () => {
      blank();
      kept.value = "";
    });
  }
})();
