/**
 * Reports as files: HdrHistogram's interval log, and JSON Lines. A {@link
 * io.rttd.reporting.file.ReportLines} is the format, a sink the destination.
 */
package io.rttd.reporting.file;
