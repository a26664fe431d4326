/** A live view of the measured pairs, in a terminal. */
package io.rttd.top;
