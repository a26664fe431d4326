/* A chart: uPlot gives canvas, axes, cursor and selection; what stands in it is drawn here. Its own ways to choose ticks and
   ranges are never used: with some values (issues 1084 and 1098 of uPlot) they do not end. */
const plots = [];

function legend(entries) {
  const list = el("ul", null, { "class": "key" });
  entries.forEach(([shape, name, text]) => {
    const item = el("li"), svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 22 12");
    svg.setAttribute("aria-hidden", "true");
    const shapes = {
      line: "M0 6H22", dashed: "M0 6H6M8 6H14M16 6H22", area: "M0 1H22V11H0Z", bar: "M6 1H16V11H6Z",
      dot: "M7 6A4 4 0 1 0 15 6A4 4 0 1 0 7 6Z", cross: "M7 2L15 10M15 2L7 10", triangle: "M11 10L6 2H16Z", upright: "M11 0V12"
    };
    const mark = document.createElementNS("http://www.w3.org/2000/svg", "path");
    const filled = shape === "area" || shape === "bar" || shape === "dot" || shape === "triangle";
    mark.setAttribute("d", shapes[shape]);
    mark.style.fill = filled ? "var(--" + name + ")" : "none";
    mark.style.stroke = filled ? "none" : "var(--" + name + ")";
    mark.style.strokeWidth = "2";
    svg.appendChild(mark);
    item.appendChild(svg);
    item.appendChild(document.createTextNode(text));
    list.appendChild(item);
  });
  return list;
}

/* options: title, key, height, xs (ascending), x and y (each: log, range(), ticks(low, high, width), title),
   draw(pen), read(index), onSelect(from, to), onReset(). */
function chart(parent, options) {
  const pane = el("div", null, { "class": "pane" }), place = el("div", null, { "class": "plot", tabindex: "0", role: "img" });
  const reading = el("p", "", { "class": "reading" });
  if (options.title) {
    const head = el("h3", options.title);
    if (options.key) head.appendChild(legend(options.key));
    pane.appendChild(head);
  } else if (options.key) pane.appendChild(legend(options.key));
  pane.appendChild(place);
  pane.appendChild(reading);
  parent.appendChild(pane);
  place.setAttribute("aria-label", options.label || options.title || "");

  const xs = options.xs, nothing = xs.map(() => null);
  function width() { return Math.max(240, Math.floor(place.clientWidth)); }
  function axis(scale, spec, side) {
    const horizontal = side === 2;
    return {
      scale: scale, side: side, show: spec.hidden !== true,
      size: horizontal ? (spec.bare ? 10 : 28) : spec.title ? 44 : 56, gap: 4,
      label: spec.title || undefined, labelSize: 18, labelGap: 0,
      font: "12px system-ui, sans-serif", labelFont: "12px system-ui, sans-serif",
      stroke: () => colour("soft"),
      grid: { stroke: () => colour("line"), width: 1 },
      ticks: { show: false }, border: { show: false },
      filter: (u, splits) => splits,
      splits: (u, i, low, high) => spec.ticks(low, high, horizontal ? u.width : u.height).map(t => t[0]),
      values: (u, splits) => {
        const s = u.scales[scale];
        return spec.ticks(s.min, s.max, horizontal ? u.width : u.height).map(t => t[1]);
      }
    };
  }
  const made = {
    pane: pane, place: place, options: options, at: -1,
    show: function (index, polite) {
      made.at = index;
      if (polite) reading.setAttribute("aria-live", "polite"); else reading.removeAttribute("aria-live");
      reading.textContent = index < 0 ? "" : options.read(index);
    },
    point: function (index) { plot.setCursor({ left: plot.valToPos(xs[index], "x"), top: plot.over.clientHeight / 2 }, false); },
    hide: function () { plot.setCursor({ left: -10, top: -10 }, false); },
    zoom: function (from, to) { plot.setScale("x", { min: from, max: to }); },
    redraw: function () { plot.redraw(false, true); },
    plot: () => plot
  };
  const plot = new uPlot({
    width: width(), height: options.height, pxAlign: 1, padding: [8, 22, 0, 0],
    legend: { show: false },
    cursor: {
      y: false, points: { show: false }, drag: { x: !!options.onSelect, y: false, setScale: false, dist: 4 },
      bind: { dblclick: () => () => { if (options.onReset) options.onReset(); } }
    },
    scales: {
      x: { time: false, distr: options.x.log ? 3 : 1, range: (u, low, high) => options.x.range(low, high) },
      y: { distr: options.y.log ? 3 : 1, range: () => options.y.range.apply(null, options.x.range()) }
    },
    axes: [axis("x", options.x, 2), axis("y", options.y, 3)],
    series: [{}, { scale: "y", paths: () => null, points: { show: false } }],
    hooks: {
      draw: [u => {
        const c = u.ctx, box = u.bbox;
        c.save();
        c.beginPath();
        c.rect(box.left, box.top, box.width, box.height);
        c.clip();
        options.draw({
          c: c, ratio: uPlot.pxRatio, low: u.scales.x.min, high: u.scales.x.max, bottom: box.top + box.height, top: box.top,
          left: box.left, right: box.left + box.width,
          x: v => u.valToPos(v, "x", true), y: v => u.valToPos(v, "y", true)
        });
        c.restore();
      }],
      setSelect: [u => {
        if (u.select.width < 4 || !options.onSelect) return;
        const from = u.posToVal(u.select.left, "x"), to = u.posToVal(u.select.left + u.select.width, "x");
        u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        options.onSelect(from, to);
      }],
      setCursor: [u => {
        const outside = u.cursor.left < 0 || !xs.length;
        const index = outside ? -1 : options.nearest ? options.nearest(u) : u.cursor.idx;
        made.show(index === null || index === undefined ? -1 : index, false);
        if (options.onCursor) options.onCursor(made, u.cursor.left);
      }]
    }
  }, [xs, nothing], place);
  place.addEventListener("keydown", event => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined || !xs.length) return;
    event.preventDefault();
    const index = Math.max(0, Math.min(xs.length - 1, made.at < 0 && step < 0 ? 0 : made.at + step));
    made.show(index, true);
    made.point(index);
    if (options.onCursor) options.onCursor(made, plot.valToPos(xs[index], "x"));
  });
  made.fit = function () { plot.setSize({ width: width(), height: options.height }); };
  plots.push(made);
  return made;
}

function discard(charts) {
  charts.forEach(made => {
    made.plot().destroy();
    made.pane.remove();
    plots.splice(plots.indexOf(made), 1);
  });
  charts.length = 0;
}

/* Pens. */
function stroke(pen, name, width, dashes) {
  pen.c.strokeStyle = colour(name);
  pen.c.lineWidth = width * pen.ratio;
  pen.c.setLineDash((dashes || []).map(n => n * pen.ratio));
}
function polyline(pen, points) {
  pen.c.beginPath();
  points.forEach((p, i) => { if (i) pen.c.lineTo(pen.x(p[0]), pen.y(p[1])); else pen.c.moveTo(pen.x(p[0]), pen.y(p[1])); });
  pen.c.stroke();
}
function dot(pen, x, y, radius) {
  pen.c.beginPath();
  pen.c.arc(x, y, radius * pen.ratio, 0, 2 * Math.PI);
  pen.c.fill();
}
function cross(pen, x, y, radius) {
  const r = radius * pen.ratio;
  pen.c.beginPath();
  pen.c.moveTo(x - r, y - r); pen.c.lineTo(x + r, y + r);
  pen.c.moveTo(x + r, y - r); pen.c.lineTo(x - r, y + r);
  pen.c.stroke();
}
function triangle(pen, x, y, radius) {
  const r = radius * pen.ratio;
  pen.c.beginPath();
  pen.c.moveTo(x, y + r); pen.c.lineTo(x - r, y - r); pen.c.lineTo(x + r, y - r);
  pen.c.closePath();
  pen.c.fill();
}

/* Axes. */
function logAxis(low, high) {
  return { log: true, range: () => [low, high], ticks: (a, b) => logTicks(a, b).map(t => [t, tickText(t)]) };
}
function countAxis(most, title) {
  return {
    title: title, range: (from, to) => [0, Math.max(1, most(from, to)) * 1.1],
    ticks: (a, b, height) => linearTicks(a, b, height < 120 ? 2 : 4).filter(t => t === Math.round(t)).map(t => [t, countText(t)])
  };
}

let waiting = 0;
addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(() => plots.forEach(made => made.fit()), 100); });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plots.forEach(made => made.redraw()));
["beforeprint", "afterprint"].forEach(name => addEventListener(name, () => {
  document.documentElement.classList.toggle("printing", name === "beforeprint");
  plots.forEach(made => made.redraw());
}));
