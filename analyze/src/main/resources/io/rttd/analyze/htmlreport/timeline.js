/* Panes with one time axis: what is chosen in one is shown in all. Times are milliseconds since the start of the axis. */
function timeline(parent, extent, label, specs) {
  const charts = [], least = Math.max(1e-4, (extent[1] - extent[0]) / 1e6);
  let from = extent[0], to = extent[1];
  function narrow(a, b) {
    const span = Math.max(least, Math.min(b - a, extent[1] - extent[0]));
    from = Math.max(extent[0], Math.min(a, extent[1] - span));
    to = from + span;
    charts.forEach(made => made.zoom(from, to));
    show();
  }
  function show() {
    const all = to - from >= (extent[1] - extent[0]) * 0.9999;
    byId("r-zoom").textContent = all ? "" : length(to - from) + " from " + label.text(from, (to - from) / 20);
    byId("zoom-all").disabled = byId("zoom-out").disabled = byId("earlier").disabled = byId("later").disabled = all;
    byId("earlier").disabled = from <= extent[0];
    byId("later").disabled = to >= extent[1];
    byId("zoom-in").disabled = to - from <= least * 1.01;
  }
  function scale(factor) { const middle = (from + to) / 2, half = (to - from) / 2 * factor; narrow(middle - half, middle + half); }
  function move(share) { const by = (to - from) * share; narrow(from + by, to + by); }
  byId("zoom-in").onclick = () => scale(0.5);
  byId("zoom-out").onclick = () => scale(2);
  byId("earlier").onclick = () => move(-0.5);
  byId("later").onclick = () => move(0.5);
  byId("zoom-all").onclick = () => narrow(extent[0], extent[1]);
  byId("over-time").onkeydown = event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") scale(0.5);
    else if (event.key === "-") scale(2);
    else if (event.key === "0") narrow(extent[0], extent[1]);
    else return;
    event.preventDefault();
  };
  function follow(source, left) {
    charts.forEach(made => {
      if (made !== source) made.plot().setCursor({ left: left, top: left < 0 ? -10 : 10 }, false);
      if (made !== source && made.options.follows) made.show(left < 0 ? -1 : made.plot().cursor.idx, false);
    });
  }
  specs.forEach((spec, i) => {
    const last = i === specs.length - 1;
    charts.push(chart(parent, Object.assign({
      follows: true, onSelect: narrow, onReset: () => narrow(extent[0], extent[1]), onCursor: follow
    }, spec, {
      height: spec.height + (last ? 46 : 10),
      x: {
        title: last ? label.title : null, bare: !last, range: () => [from, to],
        ticks: (a, b, width) => {
          const shift = label.originMs, found = timeTicks(a + shift, b + shift, Math.max(2, Math.floor(width / 110)));
          return found.ticks.map(t => [t - shift, last ? label.text(t - shift, found.step) : ""]);
        }
      }
    })));
  });
  show();
  return charts;
}
const sinceMidnight = originMs => ({
  title: "time (UTC)", originMs: originMs, text: (t, step) => clock(originMs + t, step)
});
const sinceStart = title => ({ title: title, originMs: 0, text: (t, step) => elapsed(t, step) });

/* One series as arrays of equal length: empty time steps are left out. */
function unpack(series, originMs) {
  const at = series.at.map(i => series.start_ms - originMs + i * series.step_ms);
  return Object.assign({}, series, { t: at, gap: series.step_ms * 3.5 });
}
function visible(series, from, to) {
  const kept = [];
  series.t.forEach((t, i) => { if (t + series.step_ms >= from && t <= to) kept.push(i); });
  return kept;
}
/* Horizontal steps, joined where no more than a few time steps are empty. */
function steps(pen, series, values) {
  pen.c.beginPath();
  let before = null;
  visible(series, pen.low, pen.high).forEach(i => {
    if (values[i] === null) return;
    const t = series.t[i], y = pen.y(values[i]);
    if (before === null || t - before > series.gap) pen.c.moveTo(pen.x(t), y); else pen.c.lineTo(pen.x(t), y);
    pen.c.lineTo(pen.x(t + series.step_ms), y);
    before = t;
  });
  pen.c.stroke();
}
function band(pen, series, lower, upper) {
  visible(series, pen.low, pen.high).forEach(i => {
    if (lower[i] === null) return;
    const x = pen.x(series.t[i]), y = pen.y(upper[i]);
    pen.c.fillRect(x, y, Math.max(pen.ratio, pen.x(series.t[i] + series.step_ms) - x), Math.max(pen.ratio, pen.y(lower[i]) - y));
  });
}
function bars(pen, series, values) {
  visible(series, pen.low, pen.high).forEach(i => {
    if (!values[i]) return;
    const x = pen.x(series.t[i]), y = pen.y(values[i]);
    pen.c.fillRect(x, y, Math.max(2 * pen.ratio, pen.x(series.t[i] + series.step_ms) - x - pen.ratio), pen.bottom - y);
  });
}
function valueAxis(all, lists) {
  return {
    log: true,
    range: (from, to) => {
      let low = Infinity, high = 0;
      all.forEach((series, s) => visible(series, from, to).forEach(i => lists[s].forEach(values => {
        const v = values[i];
        if (v > 0) { low = Math.min(low, v); high = Math.max(high, v); }
      })));
      return logRange(low, high);
    },
    ticks: (a, b, height) => {
      const ticks = logTicks(a, b), every = Math.ceil(ticks.length / Math.max(2, height / 28));
      return ticks.filter((t, i) => i % every === 0).map(t => [t, tickText(t)]);
    }
  };
}
const some = values => values.some(v => v !== null && v > 0);

/* The panes of a pair, a service, or all: RTT and path, response, retransmits and zero windows. */
function seriesPanes(series) {
  const panes = [];
  const when = i => clock(series.start_ms + series.at[i] * series.step_ms, Math.min(series.step_ms, 1000));
  panes.push({
    title: "RTT, ms", height: 220, xs: series.t, y: valueAxis([series], [[series.min, series.p50, series.p99, series.path]]),
    key: [["area", "band", "min to p99"], ["line", "all", "p50, all"], ["dashed", "path", "p50, path"]],
    draw: pen => {
      pen.c.fillStyle = colour("band");
      band(pen, series, series.min, series.p99);
      stroke(pen, "all", 2);
      steps(pen, series, series.p50);
      stroke(pen, "path", 2, [6, 3]);
      steps(pen, series, series.path);
    },
    read: i => when(i) + " — " + (series.n[i] ? plural(series.n[i], "sample") + ": min " + ms(series.min[i]) + ", p50 " + ms(series.p50[i])
      + ", p99 " + ms(series.p99[i]) + (series.path[i] === null ? "" : ", path p50 " + ms(series.path[i])) + " ms" : "no sample")
  });
  if (some(series.rn)) panes.push({
    title: "Response, ms", height: 100, xs: series.t, y: valueAxis([series], [[series.r50, series.r99]]),
    key: [["line", "response", "p50"], ["area", "response-band", "to p99"]],
    draw: pen => {
      pen.c.fillStyle = colour("response-band");
      band(pen, series, series.r50, series.r99);
      stroke(pen, "response", 2);
      steps(pen, series, series.r50);
    },
    read: i => when(i) + " — " + (series.rn[i] ? plural(series.rn[i], "response") + ": p50 " + ms(series.r50[i]) + ", p99 "
      + ms(series.r99[i]) + " ms" : "no response")
  });
  if (some(series.again) || some(series.zero)) panes.push({
    title: "Retransmits and zero windows", height: 80, xs: series.t,
    y: countAxis((from, to) => visible(series, from, to).reduce((m, i) => Math.max(m, series.again[i]), 1)),
    key: [["bar", "bad", "retransmitted segments"], ["triangle", "zero", "zero windows"]],
    draw: pen => {
      pen.c.fillStyle = colour("bad");
      bars(pen, series, series.again);
      pen.c.fillStyle = colour("zero");
      visible(series, pen.low, pen.high).forEach(i => {
        if (series.zero[i]) triangle(pen, pen.x(series.t[i] + series.step_ms / 2), pen.top + 6 * pen.ratio, 5);
      });
    },
    read: i => when(i) + " — " + whole(series.again[i]) + " of " + plural(series.again[i] + series.segs[i], "segment")
      + " sent again (" + share(series.again[i], series.again[i] + series.segs[i]) + "), " + plural(series.zero[i], "zero window")
  });
  return panes;
}

/* Two captures, each from its own start. */
function overlayPanes(before, after, names) {
  const both = [before, after];
  const nearest = (series, t) => series.t.reduce((best, v, i) => Math.abs(v - t) < Math.abs(series.t[best] - t) ? i : best, 0);
  const xs = Array.from(new Set(before.t.concat(after.t))).sort((a, b) => a - b);
  const one = (name, series, t, field) => {
    const i = nearest(series, t);
    return name + ": " + (Math.abs(series.t[i] - t) > series.step_ms || series[field[0]][i] === null ? "nothing"
      : "p50 " + ms(series[field[0]][i]) + ", p99 " + ms(series[field[1]][i]) + " ms");
  };
  const pane = (title, height, fields) => ({
    title: title, height: height, xs: xs, y: valueAxis(both, both.map(s => fields.map(f => s[f]))),
    key: [["dashed", "held", names[0] + ", p50 and p99"], ["line", "all", names[1] + ", p50 and p99"]],
    draw: pen => {
      fields.forEach((f, k) => {
        stroke(pen, "held", k ? 1 : 2, [5, 3]);
        steps(pen, before, before[f]);
        stroke(pen, "all", k ? 1 : 2);
        steps(pen, after, after[f]);
      });
    },
    read: i => elapsed(xs[i], 1) + " — " + one(names[0], before, xs[i], fields) + "; " + one(names[1], after, xs[i], fields)
  });
  const panes = [pane("RTT, ms", 240, ["p50", "p99"])];
  if (both.some(s => some(s.rn))) panes.push(pane("Response, ms", 120, ["r50", "r99"]));
  if (both.some(s => some(s.again))) panes.push({
    title: "Retransmitted segments", height: 80, xs: xs,
    y: countAxis((from, to) => Math.max.apply(null, both.map(s => visible(s, from, to).reduce((m, i) => Math.max(m, s.again[i]), 1)))),
    key: [["bar", "held", names[0]], ["bar", "all", names[1]]],
    draw: pen => {
      pen.c.globalAlpha = 0.6;
      pen.c.fillStyle = colour("held");
      bars(pen, before, before.again);
      pen.c.fillStyle = colour("all");
      bars(pen, after, after.again);
      pen.c.globalAlpha = 1;
    },
    read: i => elapsed(xs[i], 1) + " — " + both.map((s, k) => {
      const at = nearest(s, xs[i]);
      return names[k] + ": " + (Math.abs(s.t[at] - xs[i]) > s.step_ms ? 0 : whole(s.again[at]));
    }).join("; ")
  });
  return panes;
}
