/** What commands print: tables, durations, counts, and a line that changes in place. */
package io.rttd.analyze.text;
