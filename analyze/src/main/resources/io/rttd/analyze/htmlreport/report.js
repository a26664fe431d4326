/* The page: head, findings, what is chosen, tables. */
const sides = data.sides, comparing = sides.length > 1, side = sides[0], measuredSides = sides.filter(s => s.packets);
const originMs = side.start_ms === null || side.start_ms === undefined ? 0 : side.start_ms;

function heading() {
  byId("title").textContent = comparing ? sides[0].label + " and " + sides[1].label + ", compared" : "Round-trip times of " + side.label;
  document.title = byId("title").textContent + " – rttd";
  byId("when").textContent = measuredSides.map(s => (comparing ? s.label + ": " : "") + (s.start_ms === null ? "no packet has a timestamp"
    : new Date(s.start_ms).toISOString().replace("T", " ").slice(0, 19) + " UTC, " + length(s.end_ms - s.start_ms))).join("; ");
  function fact(term, text) {
    const box = el("div");
    box.appendChild(el("dt", term));
    box.appendChild(el("dd", text));
    byId("facts").appendChild(box);
  }
  const judged = s => s.verdicts.reduce((sum, v) => sum + v.count, 0);
  measuredSides.forEach(s => {
    if (comparing) {
      fact(s.label, plural(s.samples, "sample") + ", " + plural(s.pairs_total, "pair")
        + (s.connections_total === undefined ? "" : ", " + plural(s.connections_total, "connection")) + ", " + plural(s.packets.read, "packet"));
      return;
    }
    fact("samples", whole(s.samples));
    fact("pairs", whole(s.pairs_total));
    if (s.connections_total !== undefined) fact("connections", whole(s.connections_total));
    fact("packets", whole(s.packets.read));
    fact("of these TCP", share(s.packets.tcp, s.packets.read));
    fact("ACKs that yielded a sample", share(s.samples, judged(s)));
  });
  if (!comparing) byId("mode").textContent = side.both_directions
    ? "Both directions were timed: each pair is the leg from the capture point to the receiver and back."
      + (side.local ? " " + side.local + " is in every pair and looks local: its own leg is mostly its own processing time." : "")
    : "Only what local hosts sent was timed: each RTT is that to the receiver and back.";
}

function findings() {
  const list = byId("finding-list");
  function finding(text, remedy, kind) {
    const item = el("li", null, { "class": kind });
    item.appendChild(el("b", text));
    if (remedy) item.appendChild(el("span", remedy, { "class": "small" }));
    list.appendChild(item);
  }
  const capital = text => text.charAt(0).toUpperCase() + text.slice(1);
  measuredSides.forEach(s => {
    const of = comparing ? s.label + ": " : "", lost = (count, text) => { if (count) finding(of + whole(count) + " " + text, "Give it more memory with --memory.", "severe"); };
    s.damages.forEach(text => finding("Damaged: " + text, null, "severe"));
    s.findings.forEach(f => finding(of + (of ? f.text : capital(f.text)) + ".", capital(f.remedy) + ".", "warning"));
    s.notes.forEach(text => finding(text, null, "warning"));
    lost(s.evicted_flows, "connections were evicted for lack of memory.");
    lost(s.folded_samples, "samples were counted under “other” instead of their pair for lack of memory.");
    lost(s.untimed_segments, "segments were not timed because a window was too large for the memory.");
    if (s.connections_not_kept) finding(of + "Short of memory: " + s.connections_not_kept + ".", "Give it more memory with --memory.", "severe");
  });
  if (!list.firstChild) finding("Nothing in " + (comparing ? "these captures" : "this capture") + " suggests that its figures mislead.", null, "fine");
}

function verdictsAndLosses() {
  byId("verdict-section").hidden = byId("loss-section").hidden = comparing;
  if (comparing) return;
  const judged = side.verdicts.reduce((sum, v) => sum + v.count, 0);
  side.verdicts.filter(v => v.count > 0).sort((a, b) => b.count - a.count).forEach(v => {
    const item = el("li", null, { "class": v.sample ? "yes" : "no" });
    item.appendChild(el("b", v.name + " " + whole(v.count)));
    item.appendChild(document.createTextNode(" (" + share(v.count, judged) + ", " + (v.sample ? "a sample" : "no sample") + ")"));
    const bar = el("div", null, { "class": "bar", "aria-hidden": "true" }), fill = el("i");
    fill.style.width = 100 * v.count / judged + "%";
    bar.appendChild(fill);
    item.appendChild(bar);
    item.appendChild(el("span", v.meaning + ".", { "class": "small soft" }));
    byId("verdicts").appendChild(item);
  });
  if (!judged) byId("verdicts").appendChild(el("li", "No ACK covered a captured segment."));
  const losses = byId("losses");
  side.packets.unmeasured.filter(u => u.count).forEach(u => {
    const item = el("li");
    item.appendChild(el("span", whole(u.count) + " " + u.meaning + ".", u.bad ? { "class": "bad" } : {}));
    losses.appendChild(item);
  });
  if (side.packets.left_out) losses.appendChild(el("li", whole(side.packets.left_out) + " packets were left out by the options given."));
  if (!losses.firstChild) losses.appendChild(el("li", "Nothing: every packet is a complete TCP packet and was measured."));
}

/* What can be chosen. A subject has views: a pair has one, a service or connection one for each direction. */
const subjects = [];
function pairName(p) { return p.src + " → " + p.dst + (p.service_port ? " (" + p.service_port + ")" : ""); }
function serviceName(s) { return s.service || "unknown server"; }
function connectionName(c) { return c.client + (c.server_known ? " → " : " ↔ ") + c.server; }
function subject(kind, key, name, count, views, row) {
  const made = { kind: kind, id: kind + ":" + key, name: name, count: count, views: views, row: row };
  subjects.push(made);
  return made;
}
function collect() {
  if (comparing) {
    const pairs = new Map();
    sides.forEach((s, i) => (s.pairs || []).filter(p => p.curve).forEach(p => {
      if (!pairs.has(pairName(p))) pairs.set(pairName(p), [null, null]);
      pairs.get(pairName(p))[i] = p;
    }));
    if (sides.some(s => s.all)) subject("all", "", "everything", null, [{ both: sides.map(s => s.all || null) }]);
    pairs.forEach((both, name) => subject("pair", name, name, null, [{ both: both }], both[0] || both[1]));
    return;
  }
  if (side.all) subject("all", "", "all pairs together", side.samples, [side.all]);
  side.pairs.forEach((p, i) => { if (p.curve) subject("pair", i, pairName(p), p.count, [p], p); });
  (side.services || []).forEach((s, i) => {
    if (s.directions.length) subject("service", i, serviceName(s), s.samples, s.directions.map(d => Object.assign({
      name: d.from === "server" ? "to clients" : "to servers"
    }, d)), s);
  });
  (side.connections || []).forEach((c, i) => {
    if (c.directions.length) subject("connection", i, connectionName(c), c.samples, c.directions.map(d => Object.assign({
      name: "sent by " + (d.from === "server" ? c.server : c.client)
    }, d)), c);
  });
}

const shownCharts = { panes: [], curve: [], bins: [] };
let shown = null, view = 0;
const tables = [];

function drawOverTime(chosen, part) {
  discard(shownCharts.panes);
  const place = byId("panes");
  byId("over-time").hidden = false;
  if (chosen.kind === "connection") {
    const c = chosen.row, trace = part.trace;
    shownCharts.panes = timeline(place, [0, Math.max(c.duration_ms, 1e-3) * 1.001], sinceStart("since the connection’s start"), sequencePanes(trace, c.start_ms));
    byId("n-time").textContent = "Every mark is one event. "
      + (trace.late ? "The record begins after the connection did: memory for these charts is limited. " : "")
      + (trace.thinned ? "The connection has more events than the page has room for: adjacent segments are drawn as one, and only some of the ACKs are shown. " : "")
      + "Segment by segment: rttd analyze --explain " + c.client + "-" + c.server + " FILE";
    return;
  }
  if (comparing) {
    const both = part.both.map((s, i) => s && s.series ? unpack(s.series, sides[i].start_ms) : null);
    byId("over-time").hidden = !both[0] && !both[1];
    if (byId("over-time").hidden) return;
    const none = { t: [], at: [], n: [], min: [], p50: [], p99: [], path: [], segs: [], again: [], zero: [], rn: [], r50: [], r99: [], step_ms: 1, gap: 1 };
    const pair = both.map(s => s || none), end = Math.max.apply(null, pair.map(s => s.t.length ? s.t[s.t.length - 1] + s.step_ms : 0));
    shownCharts.panes = timeline(place, [0, end], sinceStart("since the start of each capture"), overlayPanes(pair[0], pair[1], sides.map(s => s.label)));
    byId("n-time").textContent = "Both captures begin at 0. " + sides.map((s, i) => both[i] ? s.label + ": steps of " + length(both[i].step_ms)
      : "Nothing was recorded over time of " + s.label).join("; ") + ".";
    return;
  }
  if (!part.series) {
    byId("r-zoom").textContent = "";
    byId("n-time").textContent = "What happened over time was not kept: memory for it is limited, and busier subjects needed it.";
    return;
  }
  const series = unpack(part.series, originMs), first = series.t[0], last = series.t[series.t.length - 1] + series.step_ms;
  shownCharts.panes = timeline(place, [first, last], sinceMidnight(originMs), seriesPanes(series));
  byId("n-time").textContent = "Time in UTC, in steps of " + length(series.step_ms) + ". Percentiles are within 4 %, the minimum is exact. Drag across a chart to zoom."
    + (part.count !== undefined && series.samples < part.count ? " Only the latest " + whole(series.samples) + " of the " + whole(part.count)
      + " samples are shown: memory for time series is limited." : "");
}

function drawDistributions(part) {
  discard(shownCharts.curve);
  discard(shownCharts.bins);
  byId("percentiles").hidden = false; // a chart is as wide as its place, which has no width while it is hidden
  byId("distribution").hidden = comparing || !part.bins;
  if (comparing) {
    const curves = [];
    part.both.forEach((s, i) => {
      if (!s) return;
      curves.push({ name: sides[i].label, points: s.curve, colour: i ? "all" : "held", dashes: i ? null : [5, 3] });
      if (s.path_curve.length) curves.push({ name: sides[i].label + ", path", points: s.path_curve, colour: i ? "all" : "held", dashes: i ? null : [5, 3], width: 1 });
    });
    shownCharts.curve = drawCurves(byId("curve"), curves);
    byId("n-curve").textContent = "Thin: the path, prompt samples alone.";
  } else {
    shownCharts.curve = drawCurves(byId("curve"), part.curve ? [{ name: "all samples", points: part.curve, colour: "all" },
      { name: "path (prompt samples)", points: part.path_curve, colour: "path", dashes: [6, 3] }] : []);
    if (part.bins) shownCharts.bins = drawBins(byId("bins"), part.bins, part.bin_ratio);
  }
  byId("percentiles").hidden = !shownCharts.curve.length;
}

function describe(chosen) {
  if (chosen.kind === "all" && !comparing && side.both_directions)
    return "Both legs of every pair together. A pair, or one direction of a service or connection, shows one leg alone.";
  if (chosen.kind !== "connection") return "";
  const c = chosen.row;
  return "One of the connections with charts for its " + c.why.join(", ") + ". " + (c.start_ms === null ? "" : "Began at "
    + new Date(c.start_ms).toISOString().slice(11, 23) + " UTC, lasted " + length(c.duration_ms) + ", ") + "ended: " + c.end + ". "
    + bytes(c.bytes_from_client) + " from the client, " + bytes(c.bytes_from_server) + " from the server, " + plural(c.retransmits, "retransmit") + ", "
    + plural(c.zero_windows, "zero window") + (c.handshake_ms === null ? "" : ", handshake " + ms(c.handshake_ms) + " ms")
    + (c.response.count ? ", " + plural(c.response.count, "response") + ", p50 " + ms(c.response.p50_ms) + " ms" : "") + ".";
}

function choose(chosen, index, focus) {
  shown = chosen;
  view = index;
  byId("subject").value = chosen.id;
  byId("h-time").textContent = "Over time: " + chosen.name;
  byId("n-subject").textContent = describe(chosen);
  const toggles = clear(byId("directions"));
  toggles.hidden = chosen.views.length < 2;
  chosen.views.forEach((part, i) => {
    const button = el("button", part.name, { type: "button", "aria-pressed": String(i === index) });
    button.onclick = () => choose(chosen, i, false);
    toggles.appendChild(button);
  });
  drawOverTime(chosen, chosen.views[index]);
  drawDistributions(chosen.views[index]);
  tables.forEach(table => table.markChosen());
  if (focus) {
    byId("subject").scrollIntoView({ block: "start" });
    byId("subject").focus({ preventScroll: true });
  }
}
/* The far leg first: the direction whose RTT is longer. */
function chooseFarLeg(chosen, focus) {
  const median = part => part.curve ? (part.curve.find(p => p[0] >= 0.5) || [0, 0])[1] : -1;
  let far = 0;
  chosen.views.forEach((part, i) => { if (median(part) > median(chosen.views[far])) far = i; });
  choose(chosen, far, focus);
}
function picker() {
  const select = byId("subject"), names = { all: "", pair: "Pairs", service: "Services", connection: "Connections" };
  let group = null, kind = "";
  subjects.forEach(s => {
    if (s.kind !== kind) {
      kind = s.kind;
      group = names[kind] ? select.appendChild(el("optgroup", null, { label: names[kind] })) : select;
    }
    group.appendChild(el("option", s.name + (s.count === null ? "" : " (" + plural(s.count, "sample") + ")"), { value: s.id }));
  });
  select.onchange = () => chooseFarLeg(subjects.find(s => s.id === select.value), false);
}

/* Tables. */
const isTime = (title, value) => [title, value, ms];
function tableSpecs() {
  const specs = [];
  const bySubject = new Map(subjects.map(s => [s.row, s]));
  const choosing = (kind, rows) => ({
    canChoose: row => bySubject.has(row), onChoose: row => chooseFarLeg(bySubject.get(row), true),
    isChosen: row => shown !== null && shown.row === row, rows: rows, id: kind
  });
  const ratio = (again, segments) => segments > 0 ? again / segments : null;
  const percent = (value, row) => value === null ? "–" : share(value, 1);
  specs.push(Object.assign(choosing("pair", side.pairs), {
    title: "Pairs", placeholder: "an address", sorted: 1, searched: pairName,
    text: "Milliseconds; the sender sent the data, the receiver acknowledged it. Choose a pair to see its charts, a heading to sort.",
    columns: [["src → dst", pairName], ["samples", p => p.count, whole], isTime("min", p => p.min_ms), isTime("p50", p => p.p50_ms),
      isTime("p90", p => p.p90_ms), isTime("p99", p => p.p99_ms), isTime("max", p => p.max_ms), isTime("jitter", p => p.jitter_ms),
      ["path samples", p => p.path.count, whole], isTime("path p50", p => p.path.p50_ms), isTime("handshake", p => p.handshake.mean_ms),
      isTime("response p50", p => p.response_times.p50_ms), ["retransmits", p => p.retransmits, whole],
      ["of segments", p => ratio(p.retransmits, p.segments), percent], ["zero windows", p => p.zero_windows, whole]],
    note: (side.pairs_total > side.pairs.length ? "The busiest " + side.pairs.length + " of " + whole(side.pairs_total)
      + " pairs; the others are in the JSON and CSV formats. " : "") + (side.pairs.length > data.charts_at_most ? "The busiest " + data.charts_at_most + " have charts." : "")
  }));
  if (side.services) specs.push(Object.assign(choosing("service", side.services), {
    title: "Services", placeholder: "a port or name", sorted: 2, searched: serviceName,
    text: "Milliseconds; a service is all connections to one server port. To the server: data of the clients, acknowledged by the server; to the clients: the other direction.",
    columns: [["service", serviceName], ["connections", s => s.connections, whole], ["samples", s => s.samples, whole], ["bytes", s => s.bytes, bytes],
      isTime("to server p50", s => s.to_server.p50_ms), isTime("p99", s => s.to_server.p99_ms), isTime("to clients p50", s => s.to_client.p50_ms),
      isTime("p99", s => s.to_client.p99_ms), ["responses", s => s.response.count, whole], isTime("p50", s => s.response.p50_ms),
      isTime("p99", s => s.response.p99_ms), ["retransmits", s => s.retransmits, whole], ["of segments", s => ratio(s.retransmits, s.segments), percent],
      ["zero windows", s => s.zero_windows, whole], ["not connected", s => s.failed, whole]],
    note: side.services_total > side.services.length ? "The busiest " + side.services.length + " of " + whole(side.services_total) + " services." : ""
  }));
  if (side.connections) specs.push(Object.assign(choosing("connection", side.connections), {
    title: "Connections", placeholder: "an address, a port, an end", sorted: 5, searched: c => connectionName(c) + " " + c.service_port + " " + c.end,
    text: "Milliseconds; the client sent the SYN. Connections with a link have charts: those with the worst p99, the most retransmits and the most bytes.",
    columns: [["client → server", connectionName], ["start", c => c.start_ms === null ? null : c.start_ms - originMs, v => v === null ? "–" : "+" + length(v)],
      ["duration", c => c.duration_ms, length], ["bytes", c => c.bytes_from_client + c.bytes_from_server, bytes], ["samples", c => c.samples, whole],
      isTime("to server p99", c => c.to_server.p99_ms), isTime("to client p99", c => c.to_client.p99_ms), isTime("handshake", c => c.handshake_ms),
      isTime("response p50", c => c.response.p50_ms), isTime("response p99", c => c.response.p99_ms), ["retransmits", c => c.retransmits, whole],
      ["of segments", c => c.retransmit_ratio, percent], ["zero windows", c => c.zero_windows, whole], ["end", c => c.end]],
    note: side.connections_total > side.connections.length ? "These " + side.connections.length + " of " + whole(side.connections_total)
      + " connections lead by worst p99, retransmits or bytes." : ""
  }));
  return specs;
}
function tabs(specs) {
  const bar = byId("tabs"), place = byId("table"), panels = specs.map(spec => {
    const panel = place.appendChild(el("div"));
    tables.push(sortableTable(panel, spec));
    return panel;
  });
  const buttons = specs.map((spec, i) => {
    const button = el("button", spec.title + " (" + whole(spec.rows.length) + ")", { type: "button", role: "tab", id: "tab-" + spec.id });
    button.onclick = () => open(i);
    button.onkeydown = event => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step) { const next = (i + step + specs.length) % specs.length; open(next); buttons[next].focus(); }
    };
    bar.appendChild(button);
    return button;
  });
  function open(index) {
    buttons.forEach((button, i) => {
      button.setAttribute("aria-selected", String(i === index));
      button.tabIndex = i === index ? 0 : -1;
      panels[i].hidden = i !== index;
    });
    place.setAttribute("aria-labelledby", buttons[index].id);
  }
  open(0);
}
function differences() {
  byId("differences").hidden = false;
  const unit = f => (f.unit ? " " + f.unit : ""), value = (v, f) => v === null ? "–" : ms(v) + unit(f);
  const signed = v => v === null ? "–" : (v > 0 ? "+" : v < 0 ? "−" : "") + ms(Math.abs(v));
  const name = f => (f.subject || "everything") + ", " + f.figure;
  tables.push(sortableTable(byId("difference-table"), {
    id: "difference", title: "Differences", placeholder: "an address, a figure, “significant”", rows: data.figures, sorted: 3,
    searched: f => f.scope + " " + name(f) + (f.significant ? " significant" : ""),
    columns: [["figure", name], [sides[0].label, f => f.before, value], [sides[1].label, f => f.after, value],
      ["difference", f => f.difference, (v, f) => signed(v) + (v === null ? "" : unit(f)), f => f.significant],
      ["95 % interval", f => f.low, (v, f) => v === null ? "–" : signed(f.low) + " to " + signed(f.high) + unit(f)],
      ["significant", f => f.significant ? "yes" : "no"]]
  }));
}

heading();
findings();
verdictsAndLosses();
collect();
byId("measured").hidden = !subjects.length;
if (subjects.length) picker();
if (comparing) differences();
byId("tables").hidden = comparing || !side.pairs.length;
if (!byId("tables").hidden) tabs(tableSpecs());
if (subjects.length) {
  const far = subjects.find(s => s.kind === "pair" && side.local && s.row && s.row.src === side.local);
  const onlyOne = subjects.filter(s => s.kind === "pair").length < 2;
  choose(far || (onlyOne || comparing ? subjects[0] : subjects.find(s => s.kind === "pair")), 0, false);
}
