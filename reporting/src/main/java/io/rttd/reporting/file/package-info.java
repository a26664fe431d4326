/**
 * Reports as files: HdrHistogram's interval log, and lines of JSON. A {@link
 * io.rttd.reporting.file.ReportLines} knows the form, a sink where it goes.
 */
package io.rttd.reporting.file;
