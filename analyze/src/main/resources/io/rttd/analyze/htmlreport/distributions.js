/* Percentile curves, of one capture or two, and how many samples took how long. */
function drawCurves(parent, curves) {
  curves = curves.filter(c => c.points && c.points.length);
  if (!curves.length) return [];
  const finite = curves[0].points.filter(p => p[0] < 1);
  const most = Math.max(100, finite.length ? 1 / (1 - finite[finite.length - 1][0]) * 1.3 : 100);
  const place = p => Math.min(most, p >= 1 ? most : 1 / (1 - p));
  let low = Infinity, high = 0;
  curves.forEach(c => c.points.forEach(p => { if (p[1] > 0) { low = Math.min(low, p[1]); high = Math.max(high, p[1]); } }));
  const range = logRange(low, high), named = [[0, "0"], [0.5, "50"], [0.9, "90"], [0.99, "99"], [0.999, "99.9"], [0.9999, "99.99"],
    [0.99999, "99.999"], [0.999999, "99.9999"]];
  const at = (points, p) => { for (const q of points) if (q[0] >= p) return q[1]; return points[points.length - 1][1]; };
  return [chart(parent, {
    label: "Percentiles, ms", height: 280, xs: curves[0].points.map(p => place(p[0])),
    key: curves.map(c => [c.dashes ? "dashed" : "line", c.colour, c.name]),
    x: { log: true, title: "percentile", range: () => [1, most], ticks: (a, b) => named.filter(n => 1 / (1 - n[0]) <= b * 1.001).map(n => [1 / (1 - n[0]), n[1]]) },
    y: Object.assign(logAxis(range[0], range[1]), { title: "ms" }),
    draw: pen => curves.forEach(c => {
      stroke(pen, c.colour, c.width || 2, c.dashes);
      polyline(pen, c.points.map(p => [place(p[0]), p[1]]));
    }),
    read: i => {
      const p = curves[0].points[i][0];
      return (p >= 1 ? "Maximum" : "p" + +(100 * p).toPrecision(8)) + ": " + curves.map(c => c.name + " " + ms(at(c.points, p))).join(", ") + " ms";
    }
  })];
}

function drawBins(parent, bins, ratio) {
  const low = bins[0][0], high = bins[bins.length - 1][0] * ratio;
  const most = bins.reduce((m, b) => Math.max(m, b[1] + b[2]), 1);
  return [chart(parent, {
    label: "Prompt and held samples", height: 280, xs: bins.map(b => b[0] * Math.sqrt(ratio)),
    key: [["bar", "path", "prompt"], ["bar", "held", "held"]],
    x: {
      log: true, title: "RTT, ms", range: () => [low, high],
      ticks: (a, b, width) => { const t = logTicks(a, b), every = Math.ceil(t.length / (width / 60)); return t.filter((v, i) => i % every === 0).map(v => [v, tickText(v)]); }
    },
    y: countAxis(() => most, "samples"),
    draw: pen => bins.forEach(b => {
      const from = pen.x(b[0]), width = Math.max(pen.ratio, pen.x(b[0] * ratio) - from - pen.ratio), middle = pen.y(b[1]);
      pen.c.fillStyle = colour("path");
      if (b[1]) pen.c.fillRect(from, middle, width, pen.bottom - middle);
      pen.c.fillStyle = colour("held");
      if (b[2]) pen.c.fillRect(from, pen.y(b[1] + b[2]), width, middle - pen.y(b[1] + b[2]));
    }),
    read: i => ms(bins[i][0]) + " to " + ms(bins[i][0] * ratio) + " ms: " + whole(bins[i][1]) + " prompt, " + whole(bins[i][2]) + " held"
  })];
}
