/**
 * The results of {@code rttd analyze} for capture files: a table, formats, one line per verdict.
 */
package io.rttd.analyze;
