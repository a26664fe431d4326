/** The terminal, or whatever stands in its place. */
package io.rttd.daemon.console;
