/* How figures and times are written. */
const data = JSON.parse(document.getElementById("data").textContent);

function ms(value) {
  if (value === null || value === undefined) return "–";
  return value.toFixed(value >= 1000 ? 0 : value >= 100 ? 1 : value >= 10 ? 2 : 3);
}
function whole(value) { return value === null || value === undefined ? "–" : value.toLocaleString("en-US"); }
function plural(count, word) { return whole(count) + " " + word + (count === 1 ? "" : "s"); }
function share(part, all) {
  if (!all) return "0 %";
  const percent = 100 * part / all;
  if (percent > 0 && percent < 0.1) return "< 0.1 %";
  if (percent < 100 && percent > 99.9) return "> 99.9 %";
  return +percent.toFixed(1) + " %";
}
function bytes(value) {
  if (value === null || value === undefined) return "–";
  if (value < 1000) return value + " B";
  const units = [" kB", " MB", " GB", " TB"];
  let scaled = value / 1000, unit = 0;
  while (scaled >= 999.5 && unit < 3) { scaled /= 1000; unit++; }
  return +scaled.toPrecision(3) + units[unit];
}
function length(value) {
  if (value < 1000) return +value.toPrecision(3) + " ms";
  const s = value / 1000;
  if (s < 120) return +s.toFixed(s < 10 ? 2 : 1) + " s";
  if (s < 7200) return (s / 60).toFixed(1) + " min";
  return s < 172800 ? (s / 3600).toFixed(1) + " h" : (s / 86400).toFixed(1) + " days";
}
/* A time of day, as fine as steps of that many milliseconds need. */
function clock(value, stepMs) {
  const text = new Date(value).toISOString();
  if (stepMs >= 86400000) return text.slice(0, 10);
  if (stepMs >= 60000) return text.slice(11, 16);
  if (stepMs >= 1000) return text.slice(11, 19);
  if (stepMs >= 1) return text.slice(14, 23);
  const fraction = (value / 1000 % 60).toFixed(6);
  return text.slice(14, 17) + (fraction.length < 9 ? "0" : "") + fraction;
}
/* A time since the start, as fine as steps of that many milliseconds need. */
function elapsed(value, stepMs) {
  if (stepMs < 1000 && Math.abs(value) < 1000) return +value.toPrecision(6) + " ms";
  if (stepMs < 60000 && Math.abs(value) < 600000) return +(value / 1000).toPrecision(7) + " s";
  const s = Math.round(value / 1000), pad = n => String(n).padStart(2, "0");
  return Math.floor(s / 3600) + ":" + pad(Math.floor(s / 60) % 60) + ":" + pad(s % 60);
}

/* Ticks. */
function linearTicks(low, high, count) {
  const raw = (high - low) / count, power = Math.pow(10, Math.floor(Math.log10(raw)));
  const step = [1, 2, 5, 10].map(n => n * power).filter(n => n >= raw * 0.999)[0];
  const first = Math.ceil(low / step - 1e-9), ticks = [];
  for (let i = first; i * step <= high + step * 1e-9 && ticks.length < 100; i++) ticks.push(+(i * step).toPrecision(12));
  return ticks;
}
function logTicks(low, high) {
  const ticks = [], decades = Math.log10(high / low), steps = decades > 4 ? [1] : decades > 2 ? [1, 3] : [1, 2, 5];
  for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++)
    steps.forEach(n => {
      const t = +(n * Math.pow(10, e)).toPrecision(6);
      if (t >= low * 0.999 && t <= high * 1.001) ticks.push(t);
    });
  return ticks.length >= 3 ? ticks : linearTicks(low, high, 4).filter(t => t > 0);
}
const TIME_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5,
  108e5, 216e5, 432e5, 864e5, 1728e5, 6048e5, 26784e5, 315576e5];
function timeTicks(low, high, count) {
  const raw = (high - low) / count;
  if (raw < 1) {
    const ticks = linearTicks(low, high, count);
    return { step: ticks.length > 1 ? ticks[1] - ticks[0] : raw, ticks: ticks };
  }
  const step = TIME_STEPS.filter(s => s >= raw)[0] || 315576e5, ticks = [];
  for (let t = Math.ceil(low / step) * step; t <= high && ticks.length < 100; t += step) ticks.push(t);
  return { step: step, ticks: ticks };
}
function tickText(value) { return value >= 1000 ? whole(+value.toPrecision(6)) : String(+value.toPrecision(4)); }
function countText(value) { return value >= 1e6 ? value / 1e6 + " M" : value >= 1e4 ? value / 1e3 + " k" : whole(value); }
/* A range for a logarithmic axis: never empty, never down to 0. */
function logRange(low, high) {
  if (!(low > 0) || !(high >= low)) return [0.001, 1];
  return high / low < 1.5 ? [low / 1.3, high * 1.3] : [low / 1.1, high * 1.1];
}

/* Elements. Texts are set as texts, so no name can become markup. */
function byId(id) { return document.getElementById(id); }
function el(name, text, attributes) {
  const node = document.createElement(name);
  if (text !== undefined && text !== null) node.textContent = text;
  for (const key in attributes || {}) node.setAttribute(key, attributes[key]);
  return node;
}
function clear(node) { while (node.firstChild) node.removeChild(node.firstChild); return node; }
function colour(name) { return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim(); }
