/** The terminal, or what replaces it. */
package io.rttd.analyze.console;
