/** The program: where a command line becomes a command. */
package io.rttd.daemon;
