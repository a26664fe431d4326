/* One connection, event by event: what one end sent, and what the ACKs of the other end were good for. */
const SENT = 0, AGAIN = 1, RESPONSE = 2, ZERO = 3, VERDICTS = 4;

/* Deltas become times (ms since the connection's start), sequence numbers and frames. */
function events(trace) {
  const list = [];
  let t = 0, seq = 0, frame = 0;
  trace.k.forEach((kind, i) => {
    t += trace.t[i];
    seq += trace.s[i];
    frame += trace.f[i];
    const verdict = kind < VERDICTS ? null : data.verdict_names[kind - VERDICTS >> 1];
    list.push({
      kind: Math.min(kind, VERDICTS), t: t / 1000, end: (t + trace.d[i]) / 1000, seq: seq, length: trace.n[i], frame: frame,
      verdict: verdict, held: kind >= VERDICTS && (kind - VERDICTS & 1) === 1,
      sample: verdict !== null && data.samples_of.indexOf(verdict) >= 0, value: trace.v[i] / 1000
    });
  });
  return list;
}
function within(list, from, to) { return list.filter(e => e.end >= from && e.t <= to); }
function say(e, startMs) {
  const head = "frame " + whole(e.frame) + ", " + elapsed(e.t, 0.001) + " (" + clock(startMs + e.t, 1) + ") — ";
  const range = "bytes " + whole(e.seq) + " to " + whole(e.seq + e.length);
  if (e.kind === SENT) return head + range + " sent" + (e.end > e.t ? " within " + length(e.end - e.t) : "");
  if (e.kind === AGAIN) return head + range + " sent again";
  if (e.kind === RESPONSE) return head + "response after " + ms(e.value) + " ms";
  if (e.kind === ZERO) return head + "zero window";
  return head + "ACK up to byte " + whole(e.seq) + ": " + e.verdict
    + (e.sample ? ", RTT " + ms(e.value) + " ms, " + (e.held ? "held" : "prompt") : ", no sample");
}
function mark(pen, e, y) {
  const x = pen.x(e.t);
  if (e.sample) {
    pen.c.fillStyle = colour(e.held ? "held" : "path");
    dot(pen, x, y, 3);
  } else {
    stroke(pen, "bad", 1.5);
    cross(pen, x, y, 3.5);
  }
}
function logOf(list, pick) {
  return (from, to) => {
    let low = Infinity, high = 0;
    within(list, from, to).forEach(e => { const v = pick(e); if (v > 0) { low = Math.min(low, v); high = Math.max(high, v); } });
    return logRange(low, high);
  };
}

function sequencePanes(trace, startMs) {
  const list = events(trace), acks = list.filter(e => e.kind === VERDICTS), samples = acks.filter(e => e.sample);
  const responses = list.filter(e => e.kind === RESPONSE), stream = list.filter(e => e.kind === SENT || e.kind === AGAIN || e.kind === VERDICTS);
  const troubles = list.filter(e => e.kind === AGAIN || e.kind === ZERO);
  const points = (title, height, chosen, colourOf, key) => ({
    title: title, height: height, xs: chosen.map(e => e.t), key: key, y: Object.assign(valueAxis([], []), { range: logOf(chosen, e => e.value) }),
    draw: pen => within(chosen, pen.low, pen.high).forEach(e => {
      pen.c.fillStyle = colour(colourOf(e));
      dot(pen, pen.x(e.t), pen.y(e.value), 2.5);
    }),
    read: i => say(chosen[i], startMs)
  });
  const panes = [];
  if (samples.length) panes.push(points("RTT, ms", 180, samples, e => e.held ? "held" : "path",
    [["dot", "path", "prompt sample"], ["dot", "held", "held sample"]]));
  if (responses.length) panes.push(points("Response, ms", 90, responses, () => "response", [["dot", "response", "response"]]));
  if (troubles.length) panes.push({
    title: "Retransmits and zero windows", height: 40, xs: troubles.map(e => e.t),
    key: [["upright", "bad", "retransmitted segment"], ["triangle", "zero", "zero window"]],
    y: { range: () => [0, 1], ticks: () => [] },
    draw: pen => within(troubles, pen.low, pen.high).forEach(e => {
      if (e.kind === ZERO) {
        pen.c.fillStyle = colour("zero");
        triangle(pen, pen.x(e.t), pen.top + 8 * pen.ratio, 5);
      } else {
        stroke(pen, "bad", 2);
        pen.c.beginPath();
        pen.c.moveTo(pen.x(e.t), pen.bottom); pen.c.lineTo(pen.x(e.t), pen.top + 14 * pen.ratio);
        pen.c.stroke();
      }
    }),
    read: i => say(troubles[i], startMs)
  });
  panes.push({
    title: "Time and sequence, bytes", height: 300, xs: stream.map(e => e.t), follows: false,
    key: [["upright", "all", "sent"], ["upright", "bad", "sent again"], ["line", "soft", "acknowledged"], ["dot", "path", "prompt sample"],
      ["dot", "held", "held sample"], ["cross", "bad", "ACK without a sample"]],
    y: {
      range: (from, to) => {
        let low = Infinity, high = -Infinity;
        within(stream, from, to).forEach(e => { low = Math.min(low, e.seq); high = Math.max(high, e.seq + e.length); });
        if (!(high > low)) return high === low ? [low - 1, high + 1] : [0, 1];
        return [low - (high - low) * 0.04, high + (high - low) * 0.04];
      },
      ticks: (a, b) => linearTicks(a, b, 5).filter(t => t === Math.round(t)).map(t => [t, bytes(t).replace(" B", "")])
    },
    draw: pen => drawSequence(pen, stream, acks),
    nearest: u => {
      let best = -1, least = Infinity;
      stream.forEach((e, i) => {
        if (e.end < u.scales.x.min || e.t > u.scales.x.max) return;
        const dx = u.valToPos(e.t, "x") - u.cursor.left, dy = u.valToPos(e.kind === VERDICTS ? e.seq : e.seq + e.length / 2, "y") - u.cursor.top;
        if (dx * dx + dy * dy / 4 < least) { least = dx * dx + dy * dy / 4; best = i; }
      });
      return best;
    },
    read: i => say(stream[i], startMs)
  });
  return panes;
}

function drawSequence(pen, stream, acks) {
  stroke(pen, "soft", 1);
  pen.c.beginPath();
  let level = null;
  acks.forEach(e => { // a later ACK may cover less; the line shows how far all of them together came
    if (level === null) pen.c.moveTo(pen.x(e.t), pen.y(e.seq));
    else if (e.seq > level) { pen.c.lineTo(pen.x(e.t), pen.y(level)); pen.c.lineTo(pen.x(e.t), pen.y(e.seq)); }
    level = level === null ? e.seq : Math.max(level, e.seq);
  });
  if (level !== null) pen.c.lineTo(pen.right, pen.y(level));
  pen.c.stroke();
  const shown = within(stream, pen.low, pen.high);
  [SENT, AGAIN].forEach(kind => {
    stroke(pen, kind === SENT ? "all" : "bad", kind === SENT ? 2 : 3);
    pen.c.beginPath();
    shown.forEach(e => {
      if (e.kind !== kind) return;
      const bottom = pen.y(e.seq), top = Math.min(pen.y(e.seq + e.length), bottom - 2 * pen.ratio);
      pen.c.moveTo(pen.x(e.t), bottom);
      pen.c.lineTo(pen.x(e.end), top);
    });
    pen.c.stroke();
  });
  shown.forEach(e => { if (e.kind === VERDICTS) mark(pen, e, pen.y(e.seq)); });
}
