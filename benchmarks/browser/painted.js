// Tells when what was asked for is on the screen. Vega draws SVG here: the shapes of a chart are the paths of its
// lines and bars, and a chart is drawn anew once there are some and they differ from those before.
(() => {
  const all = (what, within = document) => [...within.querySelectorAll(what)];
  const charts = () => all("[data-testid=stVegaLiteChart]");
  const shapes = (chart) => all(".mark-line path, .mark-rect path", chart).map((each) => each.getAttribute("d")).join();
  // the words of the verdict and of the eight tiles
  const said = () => all(".st-key-verdict h2, [data-testid=stMetric]").map((each) => each.textContent).join("|");
  const whole = () => all("[data-testid=stMetric]").length === 8 && charts().length === 5;
  const afterThisFrame = (then) => requestAnimationFrame(() => setTimeout(then));
  const until = (done, then) => {
    const look = () => done() ? afterThisFrame(then) : requestAnimationFrame(look);
    look();
  };

  // How often charts were made anew, rather than filled with other data.
  window.rebuilt = 0;
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) window.rebuilt += node.nodeName === "svg" && node.classList.contains("marks");
    }
  }).observe(document, { childList: true, subtree: true });

  // From the start of loading the page on, in milliseconds: eight tiles and five charts with shapes are painted.
  window.firstPainted = () => new Promise((resolve) =>
    until(() => whole() && charts().every(shapes), () => resolve(performance.now())));

  // The next key pressed starts the clock; it stops in the task after the frame in which the address, the words and
  // the shapes of all five charts are others.
  window.nextMove = () => {
    window.moved = new Promise((resolve) => {
      addEventListener("keydown", () => {
        // what stands there at this moment: the bands of the value before may have been drawn just now
        const pressed = performance.now(), address = location.href, words = said(), drawn = charts().map(shapes);
        const other = (chart, i) => shapes(chart) && shapes(chart) !== drawn[i];
        const done = () => location.href !== address && whole() && said() !== words && charts().every(other);
        until(done, () => resolve(performance.now() - pressed));
      }, { capture: true, once: true });
    });
  };

  // A promise that gives up, so that nobody waits for ever.
  window.within = (seconds, promise) => Promise.race([promise, new Promise((_, reject) =>
    setTimeout(() => reject(new Error("not painted in time")), 1000 * seconds))]);
})();
