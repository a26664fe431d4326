/** What {@code rttd analyze} makes of capture files: a table, and a line a verdict. */
package io.rttd.daemon.analyze;
