/** What a benchmark leaves behind: a dated page in Markdown, and charts as SVG. */
package io.rttd.perf.report;
