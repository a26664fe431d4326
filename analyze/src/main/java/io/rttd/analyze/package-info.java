/** What {@code rttd analyze} makes of capture files: a table, formats, one line per verdict. */
package io.rttd.analyze;
