/** The terminal, or whatever stands in its place. */
package io.rttd.analyze.console;
