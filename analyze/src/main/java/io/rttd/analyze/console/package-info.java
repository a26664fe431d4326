/** The terminal, or the streams that replace it. */
package io.rttd.analyze.console;
